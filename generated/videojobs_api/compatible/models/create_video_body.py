# Generated from spec/compatible by `make generate`; not edited by hand.

"""The schema CreateVideoBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model, as_model
from videojobs.http.types import UNSET, Unset

from .image_reference import ImageReference


@define(kw_only=True)
class CreateVideoBody(Model[Any]):
    """A new job, as JSON. Further keys are sent as they are.

    Attributes:
        prompt: What the clip shows. At least 1 characters.
        model: Model that renders; most relays require it.
        seconds: Length of the clip in seconds, as text.
        size: Width and height in pixels, as `1280x720`.
        input_reference: Image to start from.
    """

    prompt: str
    model: str | Unset = UNSET
    seconds: str | Unset = UNSET
    size: str | Unset = UNSET
    input_reference: ImageReference | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"input_reference": lambda value: as_model(ImageReference, value)}
    LIMITS: ClassVar = {"prompt": Limit(required=True, min_length=1)}
