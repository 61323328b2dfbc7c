# Generated from spec/newapi by `make generate`; not edited by hand.

"""The schema RemixVideoBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model


@define(kw_only=True)
class RemixVideoBody(Model[Any]):
    """How the remix differs from its source.

    Attributes:
        prompt: What the new clip shows. At least 1 characters.
    """

    prompt: str
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"prompt": Limit(required=True, min_length=1)}
