# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema FrameImage."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model, as_model

from .frame_image_frame_type import FrameImageFrameType
from .frame_image_image_url import FrameImageImageUrl


@define(kw_only=True)
class FrameImage(Model[Any]):
    """An image for a frame."""

    image_url: FrameImageImageUrl
    type_: Literal["image_url"] = "image_url"
    frame_type: FrameImageFrameType
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"type_": "type"}
    CONVERTERS: ClassVar = {
        "image_url": lambda value: as_model(FrameImageImageUrl, value),
        "frame_type": FrameImageFrameType.of,
    }
    LIMITS: ClassVar = {
        "image_url": Limit(required=True),
        "type": Limit(required=True),
        "frame_type": Limit(required=True, values=("first_frame", "last_frame")),
    }
