# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema VideoGenerationRequestProvider."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.models import Model, as_model
from videojobs.http.types import UNSET, Unset

from .provider_options import ProviderOptions


@define(kw_only=True)
class VideoGenerationRequestProvider(Model[Any]):
    """Parameters of the upstreams."""

    options: ProviderOptions | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"options": lambda value: as_model(ProviderOptions, value)}
