# Generated from spec/poe by `make generate`; not edited by hand.

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
    """How a video goes on; the model stays.

    Attributes:
        video: The completed video that is to be continued.
        prompt: What happens in the continuation.
        seconds: Seconds that are added.
    """

    video: VideoReference
    prompt: str
    seconds: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"video": lambda value: as_model(VideoReference, value)}
    LIMITS: ClassVar = {"video": Limit(required=True), "prompt": Limit(required=True)}
