# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema CreateVideoJsonBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model, as_model
from videojobs.http.types import UNSET, Unset

from .image_ref_param_2 import ImageRefParam2
from .video_model import VideoModel
from .video_seconds import VideoSeconds
from .video_size import VideoSize


@define(kw_only=True)
class CreateVideoJsonBody(Model[Any]):
    """A new job, as JSON.

    Attributes:
        model: Model that renders (allowed values: sora-2, sora-2-pro); `sora-2` if absent.
        prompt: What the clip shows. 1 to 32,000 characters.
        input_reference: Image to start from: an object with either `image_url` or `file_id`.
        seconds: Length of the clip in seconds (allowed values: 4, 8, 12, 16, 20); 4 if absent.
        size: Width and height in pixels (allowed values: 720x1280, 1280x720, 1024x1792, 1792x1024, and for
            sora-2-pro 1920x1080, 1080x1920); 720x1280 if absent.
    """

    model: VideoModel | Unset = UNSET
    prompt: str
    input_reference: ImageRefParam2 | Unset = UNSET
    seconds: VideoSeconds | Unset = UNSET
    size: VideoSize | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {
        "model": VideoModel.of,
        "input_reference": lambda value: as_model(ImageRefParam2, value),
        "seconds": VideoSeconds.of,
        "size": VideoSize.of,
    }
    LIMITS: ClassVar = {
        "prompt": Limit(required=True, min_length=1, max_length=32000),
        "seconds": Limit(values=("4", "8", "12", "16", "20")),
        "size": Limit(values=("720x1280", "1280x720", "1024x1792", "1792x1024", "1920x1080", "1080x1920")),
    }
