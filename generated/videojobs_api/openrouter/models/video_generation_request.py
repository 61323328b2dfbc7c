# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema VideoGenerationRequest."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.converters import as_list
from videojobs.http.limits import Limit
from videojobs.http.models import Model, as_model, as_union
from videojobs.http.types import UNSET, Unset

from .content_part_audio import ContentPartAudio
from .content_part_image import ContentPartImage
from .content_part_video import ContentPartVideo
from .frame_image import FrameImage
from .video_generation_request_aspect_ratio import VideoGenerationRequestAspectRatio
from .video_generation_request_provider import VideoGenerationRequestProvider
from .video_generation_request_resolution import VideoGenerationRequestResolution


@define(kw_only=True)
class VideoGenerationRequest(Model[Any]):
    """A new job.

    Attributes:
        aspect_ratio: Ratio of width to height.
        callback_url: HTTPS address that is called when the job has ended, in place of the workspace's own.
        creativity: Creativity of models that only enlarge a video.
        duration: Length of the clip in whole seconds. At least 1.
        frame_images: Images for the first and the last frame.
        generate_audio: Whether sound is made too; the model decides if absent.
        input_references: Images, sounds and videos to be guided by; most models heed images alone.
        model: Model that renders, such as `google/veo-3.1`.
        prompt: What the clip shows. Some models do with an image alone.
        provider: Parameters of the upstreams.
        resolution: Class of the resolution.
        seed: Start of the random numbers.
        size: Width and height in pixels, in place of `resolution` and `aspect_ratio`.
        upscale_factor: Factor of models that only enlarge a video.
    """

    aspect_ratio: VideoGenerationRequestAspectRatio | Unset = UNSET
    callback_url: str | Unset = UNSET
    creativity: int | Unset = UNSET
    duration: int | Unset = UNSET
    frame_images: list[FrameImage] | Unset = UNSET
    generate_audio: bool | Unset = UNSET
    input_references: list[ContentPartImage | ContentPartAudio | ContentPartVideo] | Unset = UNSET
    model: str
    prompt: str | Unset = UNSET
    provider: VideoGenerationRequestProvider | Unset = UNSET
    resolution: VideoGenerationRequestResolution | Unset = UNSET
    seed: int | Unset = UNSET
    size: str | Unset = UNSET
    upscale_factor: float | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {
        "aspect_ratio": VideoGenerationRequestAspectRatio.of,
        "frame_images": lambda value: as_list(lambda item: as_model(FrameImage, item), value),
        "input_references": lambda value: as_list(
            lambda item: as_union(
                item,
                (ContentPartImage, {"type": "image_url"}, frozenset(("image_url", "type"))),
                (ContentPartAudio, {"type": "audio_url"}, frozenset(("audio_url", "type"))),
                (ContentPartVideo, {"type": "video_url"}, frozenset(("type", "video_url"))),
            ),
            value,
        ),
        "provider": lambda value: as_model(VideoGenerationRequestProvider, value),
        "resolution": VideoGenerationRequestResolution.of,
    }
    LIMITS: ClassVar = {
        "aspect_ratio": Limit(values=("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "9:21")),
        "duration": Limit(minimum=1),
        "model": Limit(required=True),
        "resolution": Limit(values=("480p", "720p", "768p", "1080p", "1K", "2K", "4K")),
    }
