# Generated from spec/together by `make generate`; not edited by hand.

"""The schema CreateVideoBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.converters import as_list
from videojobs.http.limits import Limit
from videojobs.http.models import Model, as_model
from videojobs.http.types import UNSET, Unset

from .video_frame_image_input import VideoFrameImageInput
from .video_media import VideoMedia
from .video_output_format import VideoOutputFormat


@define(kw_only=True)
class CreateVideoBody(Model[Any]):
    """A new job.

    Attributes:
        model: Model that renders.
        prompt: What the clip shows. 1 to 32,000 characters.
        height: Height in pixels.
        width: Width in pixels.
        resolution: Class of the resolution, such as `720p`, for models that take no sizes.
        ratio: Ratio of width to height, for models that take no sizes.
        seconds: Length of the clip in seconds, as text.
        fps: Frames per second; 24 if absent.
        steps: Denoising steps. 10 to 50.
        seed: Start of the random numbers.
        guidance_scale: How closely the prompt is followed; 6 to 10 suits most models.
        output_format: Format of the file; MP4 if absent.
        output_quality: Compression of the file; 20 if absent.
        negative_prompt: What the clip should not show.
        generate_audio: Whether sound is made too.
        media: Images, videos and sounds; the model decides which it takes.
        frame_images: Images for frames; now in `media`. Deprecated.
        reference_images: Images to be guided by; now in `media`. Deprecated.
    """

    model: str
    prompt: str | Unset = UNSET
    height: int | Unset = UNSET
    width: int | Unset = UNSET
    resolution: str | Unset = UNSET
    ratio: str | Unset = UNSET
    seconds: str | Unset = UNSET
    fps: int | Unset = UNSET
    steps: int | Unset = UNSET
    seed: int | Unset = UNSET
    guidance_scale: int | Unset = UNSET
    output_format: VideoOutputFormat | Unset = UNSET
    output_quality: int | Unset = UNSET
    negative_prompt: str | Unset = UNSET
    generate_audio: bool | Unset = UNSET
    media: VideoMedia | Unset = UNSET
    frame_images: list[VideoFrameImageInput] | Unset = UNSET
    reference_images: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {
        "output_format": VideoOutputFormat.of,
        "media": lambda value: as_model(VideoMedia, value),
        "frame_images": lambda value: as_list(lambda item: as_model(VideoFrameImageInput, item), value),
    }
    LIMITS: ClassVar = {
        "model": Limit(required=True),
        "prompt": Limit(min_length=1, max_length=32000),
        "steps": Limit(minimum=10, maximum=50),
        "output_format": Limit(values=("MP4", "WEBM")),
    }
