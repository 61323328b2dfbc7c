# Generated from spec/apifox by `make generate`; not edited by hand.

"""The schema CreateVideoBody."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from videojobs.http.models import Model
from videojobs.http.types import UNSET, File, Unset


@define(kw_only=True)
class CreateVideoBody(Model[Any]):
    """The schema CreateVideoBody.

    Attributes:
        model: Model to use: sora-2-vip or sora-2-pro-vip; sora-2 and sora-2-pro exist too but are unstable.
        prompt: What the clip shows.
        seconds: Length of the clip in seconds, 4, 8 or 12; the example has 10.
        size: Width x height, of which only the orientation counts: landscape if the width is larger, else portrait
            (720x1280, 1280x720, 1024x1792, 1792x1024).
        input_reference: Reference image.
    """

    model: str | Unset = UNSET
    prompt: str | Unset = UNSET
    seconds: str | Unset = UNSET
    size: str | Unset = UNSET
    input_reference: File | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)
