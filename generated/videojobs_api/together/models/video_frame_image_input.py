# Generated from spec/together by `make generate`; not edited by hand.

"""The schema VideoFrameImageInput."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import UNSET, Unset

from .video_frame_image_input_frame import VideoFrameImageInputFrame


@define(kw_only=True)
class VideoFrameImageInput(Model[Any]):
    """An image for a frame.

    Attributes:
        input_image: URL of the image.
        frame: Number of the frame, or `first` or `last`. If absent, the images are spread: the first, the last, and
            the rest between.
    """

    input_image: str
    frame: float | VideoFrameImageInputFrame | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"frame": VideoFrameImageInputFrame.of}
    LIMITS: ClassVar = {"input_image": Limit(required=True)}
