# Generated from spec/poe by `make generate`; not edited by hand.

"""The schema VideoReference."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model


@define(kw_only=True)
class VideoReference(Model[Any]):
    """Names a completed video.

    Attributes:
        id: Its id.
    """

    id: str
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"id": Limit(required=True)}
