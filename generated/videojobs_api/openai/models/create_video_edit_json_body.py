# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema CreateVideoEditJsonBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model, as_model

from .video_reference_input_param import VideoReferenceInputParam


@define(kw_only=True)
class CreateVideoEditJsonBody(Model[Any]):
    """An edit of an earlier video, as JSON.

    Attributes:
        video: The completed video that is to be edited.
        prompt: What the edit changes. 1 to 32,000 characters.
    """

    video: VideoReferenceInputParam
    prompt: str
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"video": lambda value: as_model(VideoReferenceInputParam, value)}
    LIMITS: ClassVar = {"video": Limit(required=True), "prompt": Limit(required=True, min_length=1, max_length=32000)}
