# Generated from spec/litellm by `make generate`; not edited by hand.

"""The schema Character."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class Character(Model[Any]):
    """A character.

    Attributes:
        id: Id of the character.
        object_: Always `character`.
        created_at: When it was made, in Unix seconds.
        name: Its name.
    """

    id: str
    object_: Literal["character"] | Unset = UNSET
    created_at: int | None | Unset = UNSET
    name: str | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.id = src["id"]
            if len(src) == 1:  # these keys, and no other
                self.object_ = self.created_at = self.name = UNSET
                self.additional_properties = {}
                return self
            self.object_ = src.get("object", UNSET)
            self.created_at = src.get("created_at", UNSET)
            self.name = src.get("name", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
