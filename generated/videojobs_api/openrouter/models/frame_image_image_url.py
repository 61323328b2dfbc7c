# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema FrameImageImageUrl."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model


@define(kw_only=True)
class FrameImageImageUrl(Model[Any]):
    """The schema FrameImageImageUrl."""

    url: str
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"url": Limit(required=True)}
