# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema CreateVideoCharacterBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import File


@define(kw_only=True)
class CreateVideoCharacterBody(Model[Any]):
    """What a character is made from.

    Attributes:
        video: The video that shows the character.
        name: Name of the character. 1 to 80 characters.
    """

    video: File
    name: str
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"video": Limit(required=True), "name": Limit(required=True, min_length=1, max_length=80)}
