# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema CreateVideoRemixBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model


@define(kw_only=True)
class CreateVideoRemixBody(Model[Any]):
    """How the remix differs from its source.

    Attributes:
        prompt: What the remix changes. 1 to 32,000 characters.
    """

    prompt: str
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"prompt": Limit(required=True, min_length=1, max_length=32000)}
