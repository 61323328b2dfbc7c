# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema VideoCharacterResource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.models import Model, new


@define(kw_only=True)
class VideoCharacterResource(Model[Any]):
    """The schema VideoCharacterResource.

    Attributes:
        id: Id of the character.
        name: Name of the character.
        created_at: When the character was made, in Unix seconds.
    """

    id: str | None
    name: str | None
    created_at: int
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.id = src["id"]
            self.name = src["name"]
            self.created_at = src["created_at"]
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 3 else cls._additional(src)
        return self
