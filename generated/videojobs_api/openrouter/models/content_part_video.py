# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema ContentPartVideo."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model, as_model

from .content_part_video_video_url import ContentPartVideoVideoUrl


@define(kw_only=True)
class ContentPartVideo(Model[Any]):
    """A video, by its URL."""

    type_: Literal["video_url"] = "video_url"
    video_url: ContentPartVideoVideoUrl
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"type_": "type"}
    CONVERTERS: ClassVar = {"video_url": lambda value: as_model(ContentPartVideoVideoUrl, value)}
    LIMITS: ClassVar = {"type": Limit(required=True), "video_url": Limit(required=True)}
