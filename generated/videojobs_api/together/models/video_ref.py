# Generated from spec/together by `make generate`; not edited by hand.

"""The schema VideoRef."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model


@define(kw_only=True)
class VideoRef(Model[Any]):
    """A video.

    Attributes:
        video: URL of the video.
    """

    video: str
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"video": Limit(required=True)}
