# Generated from spec/litellm by `make generate`; not edited by hand.

"""The schema BodyVideoCreateCharacterV1VideosCharactersPost."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import UNSET, File, Unset


@define(kw_only=True)
class BodyVideoCreateCharacterV1VideosCharactersPost(Model[Any]):
    """What a character is made from.

    Attributes:
        video: The video that shows the character.
        name: Name of the character.
        model: Model that the character is for.
    """

    video: File
    name: str
    model: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"video": Limit(required=True), "name": Limit(required=True)}
