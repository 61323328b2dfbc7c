# Generated from spec/compatible by `make generate`; not edited by hand.

"""The schema CreateVideoForm."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import UNSET, File, Unset


@define(kw_only=True)
class CreateVideoForm(Model[Any]):
    """A new job, as a form. Further keys are sent as they are.

    Attributes:
        prompt: What the clip shows. At least 1 characters.
        model: Model that renders; most relays require it.
        seconds: Length of the clip in seconds, as text.
        size: Width and height in pixels, as `1280x720`.
        input_reference: Image to start from, as a file.
    """

    prompt: str
    model: str | Unset = UNSET
    seconds: str | Unset = UNSET
    size: str | Unset = UNSET
    input_reference: File | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"prompt": Limit(required=True, min_length=1)}
