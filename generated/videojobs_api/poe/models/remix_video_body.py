# Generated from spec/poe by `make generate`; not edited by hand.

"""The schema RemixVideoBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model


@define(kw_only=True)
class RemixVideoBody(Model[Any]):
    """How the remix differs from its source; the model stays.

    Attributes:
        prompt: What the new clip shows.
    """

    prompt: str
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"prompt": Limit(required=True)}
