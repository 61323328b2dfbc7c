# Generated from spec/litellm by `make generate`; not edited by hand.

"""The schema ExtendVideoBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model, as_model
from videojobs.http.types import UNSET, Unset

from .video_reference import VideoReference


@define(kw_only=True)
class ExtendVideoBody(Model[Any]):
    """A continuation of an earlier video.

    Attributes:
        video: The completed video to start from.
        prompt: What the new clip shows. At least 1 characters.
        model: Model that renders, by the proxy's name for it.
        seconds: Seconds that are added, as text.
    """

    video: VideoReference
    prompt: str
    model: str | Unset = UNSET
    seconds: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"video": lambda value: as_model(VideoReference, value)}
    LIMITS: ClassVar = {"video": Limit(required=True), "prompt": Limit(required=True, min_length=1)}
