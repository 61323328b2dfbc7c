# Generated from spec/poe by `make generate`; not edited by hand.

"""The schema CreateVideoBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import UNSET, Unset

from .video_model import VideoModel


@define(kw_only=True)
class CreateVideoBody(Model[Any]):
    """A new job, as JSON.

    Attributes:
        model: Name of the bot that renders.
        prompt: What the clip shows.
        seconds: Length of the clip in seconds; if absent 4 (Sora) or 8 (Veo).
        size: Width and height in pixels, as `1280x720`; 720x1280 if absent.
        input_image: Image to start from, as base64.
    """

    model: VideoModel
    prompt: str
    seconds: int | None | Unset = UNSET
    size: str | None | Unset = UNSET
    input_image: str | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"model": VideoModel.of}
    LIMITS: ClassVar = {"model": Limit(required=True), "prompt": Limit(required=True)}
