# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema CreateVideoExtendJsonBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model, as_model

from .video_reference_input_param import VideoReferenceInputParam
from .video_seconds import VideoSeconds


@define(kw_only=True)
class CreateVideoExtendJsonBody(Model[Any]):
    """A continuation of an earlier video, as JSON.

    Attributes:
        video: The completed video that is to be continued.
        prompt: What happens in the continuation. 1 to 32,000 characters.
        seconds: Seconds that are added (allowed values: 4, 8, 12, 16, 20).
    """

    video: VideoReferenceInputParam
    prompt: str
    seconds: VideoSeconds
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {
        "video": lambda value: as_model(VideoReferenceInputParam, value),
        "seconds": VideoSeconds.of,
    }
    LIMITS: ClassVar = {
        "video": Limit(required=True),
        "prompt": Limit(required=True, min_length=1, max_length=32000),
        "seconds": Limit(required=True, values=("4", "8", "12", "16", "20")),
    }
