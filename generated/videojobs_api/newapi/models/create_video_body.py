# Generated from spec/newapi by `make generate`; not edited by hand.

"""The schema CreateVideoBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class CreateVideoBody(Model[Any]):
    """A new job, as JSON. Further keys are sent on. Some upstreams get no `seconds` from it.

    Attributes:
        model: Model that renders, by the relay's name for it. At least 1 characters.
        prompt: What the clip shows. At least 1 characters.
        seconds: Length of the clip in whole seconds, as text; without effect behind Kling, Vidu, Hailuo and Veo.
        duration: Length of the clip in seconds, where `seconds` is absent.
        size: Width and height, as `1280x720`; some upstreams take `1920*1080` or `1280P`.
        input_reference: Image to start from, as a URL or data URL; dropped by some upstreams, refused by others.
        image: Image to start from, as a URL or data URL, for some upstreams.
        metadata: Parameters of the upstream.
    """

    model: str
    prompt: str
    seconds: str | Unset = UNSET
    duration: int | Unset = UNSET
    size: str | Unset = UNSET
    input_reference: str | Unset = UNSET
    image: str | Unset = UNSET
    metadata: dict[str, Any] | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"model": Limit(required=True, min_length=1), "prompt": Limit(required=True, min_length=1)}
