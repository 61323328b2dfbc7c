# Generated from spec/together by `make generate`; not edited by hand.

"""The schema VideoMedia."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.converters import as_list
from videojobs.http.models import Model, as_model
from videojobs.http.types import UNSET, Unset

from .audio_ref import AudioRef
from .video_frame_image_input import VideoFrameImageInput
from .video_ref import VideoRef


@define(kw_only=True)
class VideoMedia(Model[Any]):
    """Images, videos and sounds of a new job.

    Attributes:
        frame_images: Images for frames.
        frame_videos: Clips to start from.
        reference_images: URLs of images to be guided by.
        reference_videos: Videos to be guided by.
        source_video: Video to edit: its URL, or an object with it.
        audio_inputs: Sounds: their URLs, or objects with them.
    """

    frame_images: list[VideoFrameImageInput] | Unset = UNSET
    frame_videos: list[VideoRef] | Unset = UNSET
    reference_images: list[str] | Unset = UNSET
    reference_videos: list[VideoRef] | Unset = UNSET
    source_video: str | VideoRef | Unset = UNSET
    audio_inputs: list[str | AudioRef] | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {
        "frame_images": lambda value: as_list(lambda item: as_model(VideoFrameImageInput, item), value),
        "frame_videos": lambda value: as_list(lambda item: as_model(VideoRef, item), value),
        "reference_videos": lambda value: as_list(lambda item: as_model(VideoRef, item), value),
        "source_video": lambda value: as_model(VideoRef, value),
        "audio_inputs": lambda value: as_list(lambda item: as_model(AudioRef, item), value),
    }
