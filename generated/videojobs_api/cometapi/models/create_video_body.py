# Generated from spec/cometapi by `make generate`; not edited by hand.

"""The schema CreateVideoBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import UNSET, File, Unset

from .create_video_body_seconds import CreateVideoBodySeconds


@define(kw_only=True)
class CreateVideoBody(Model[Any]):
    """What to render.

    Attributes:
        prompt: What the clip shows. At least 1 characters.
        model: Model to use, for example `sora-2`; the answer names the backend that it resolves to.
        seconds: Length of the clip in seconds (allowed values: 4, 8, 12).
        size: Width and height in pixels as `1280x720`; a ratio such as `16x9` for Veo.
        input_reference: Reference image. Veo takes one or two, in order; two are the first and the last frame.
    """

    prompt: str
    model: str | Unset = UNSET
    seconds: CreateVideoBodySeconds | Unset = UNSET
    size: str | Unset = UNSET
    input_reference: File | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"seconds": CreateVideoBodySeconds.of}
    LIMITS: ClassVar = {"prompt": Limit(required=True, min_length=1), "seconds": Limit(values=("4", "8", "12"))}
