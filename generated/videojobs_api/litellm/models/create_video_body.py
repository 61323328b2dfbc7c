# Generated from spec/litellm by `make generate`; not edited by hand.

"""The schema CreateVideoBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class CreateVideoBody(Model[Any]):
    """A new job, as JSON. Further keys are sent on.

    Attributes:
        prompt: What the clip shows. At least 1 characters.
        model: Model that renders, by the proxy's name for it.
        seconds: Length of the clip in seconds, as text.
        size: Width and height in pixels, as `1280x720`.
        input_reference: URL of the image to start from, as text. Runway and fal take it; upstreams in OpenAI's
            format refuse it.
        user: The user, for the upstream.
        custom_llm_provider: Upstream to ask, if the model's name does not say.
    """

    prompt: str
    model: str | Unset = UNSET
    seconds: str | Unset = UNSET
    size: str | Unset = UNSET
    input_reference: str | Unset = UNSET
    user: str | Unset = UNSET
    custom_llm_provider: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"prompt": Limit(required=True, min_length=1)}
