# Generated from spec/poe by `make generate`; not edited by hand.

"""The schema CreateVideoForm."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import UNSET, File, Unset

from .video_model import VideoModel


@define(kw_only=True)
class CreateVideoForm(Model[Any]):
    """A new job, as a form.

    Attributes:
        model: Name of the bot that renders.
        prompt: What the clip shows.
        seconds: Length of the clip in seconds; if absent 4 (Sora) or 8 (Veo).
        size: Width and height in pixels, as `1280x720`; 720x1280 if absent.
        input_reference: Image to start from, as a file.
    """

    model: VideoModel
    prompt: str
    seconds: int | Unset = UNSET
    size: str | Unset = UNSET
    input_reference: File | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"model": VideoModel.of}
    LIMITS: ClassVar = {"model": Limit(required=True), "prompt": Limit(required=True)}
