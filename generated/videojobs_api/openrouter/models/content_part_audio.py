# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema ContentPartAudio."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model, as_model

from .content_part_audio_audio_url import ContentPartAudioAudioUrl


@define(kw_only=True)
class ContentPartAudio(Model[Any]):
    """A sound, by its URL."""

    audio_url: ContentPartAudioAudioUrl
    type_: Literal["audio_url"] = "audio_url"
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"type_": "type"}
    CONVERTERS: ClassVar = {"audio_url": lambda value: as_model(ContentPartAudioAudioUrl, value)}
    LIMITS: ClassVar = {"audio_url": Limit(required=True), "type": Limit(required=True)}
