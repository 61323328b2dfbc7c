# Generated from spec/newapi by `make generate`; not edited by hand.

"""The schema CreateVideoMultipartBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import UNSET, File, Unset


@define(kw_only=True)
class CreateVideoMultipartBody(Model[Any]):
    """The schema CreateVideoMultipartBody.

    Attributes:
        model: Model that renders, by the relay's name for it.
        prompt: What the clip shows.
        seconds: Length of the clip in whole seconds, as text.
        input_reference: Image to start from, as a file.
        duration: Length of the clip in seconds, where `seconds` is absent.
        size: Width and height, as `1280x720`; some upstreams take `1920*1080` or `1280P`.
        image: Image to start from, as a URL or data URL, for some upstreams.
        metadata: Parameters of the upstream, as JSON text.
    """

    model: str
    prompt: str
    seconds: str | Unset = UNSET
    input_reference: File | Unset = UNSET
    duration: int | Unset = UNSET
    size: str | Unset = UNSET
    image: str | Unset = UNSET
    metadata: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"model": Limit(required=True), "prompt": Limit(required=True)}
