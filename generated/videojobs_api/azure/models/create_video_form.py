# Generated from spec/azure by `make generate`; not edited by hand.

"""The schema CreateVideoForm."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model, as_model
from videojobs.http.types import UNSET, File, Unset

from .image_ref_param import ImageRefParam
from .video_seconds import VideoSeconds
from .video_size import VideoSize


@define(kw_only=True)
class CreateVideoForm(Model[Any]):
    """A new job, as a form.

    Attributes:
        model: Name of the deployment that renders.
        prompt: What the clip shows. 1 to 32,000 characters.
        input_reference: Image to start from, as a file.
        seconds: Length of the clip in seconds (allowed values: 4, 8, 12); 4 if absent.
        size: Width and height in pixels (allowed values: 720x1280, 1280x720, 1024x1792, 1792x1024); 720x1280 if
            absent.
    """

    model: str | Unset = UNSET
    prompt: str
    input_reference: File | ImageRefParam | Unset = UNSET
    seconds: VideoSeconds | Unset = UNSET
    size: VideoSize | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {
        "input_reference": lambda value: as_model(ImageRefParam, value),
        "seconds": VideoSeconds.of,
        "size": VideoSize.of,
    }
    LIMITS: ClassVar = {
        "prompt": Limit(required=True, min_length=1, max_length=32000),
        "seconds": Limit(values=("4", "8", "12")),
        "size": Limit(values=("720x1280", "1280x720", "1024x1792", "1792x1024")),
    }
