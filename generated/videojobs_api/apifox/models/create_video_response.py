# Generated from spec/apifox by `make generate`; not edited by hand.

"""The schema CreateVideoResponse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, new


@define(kw_only=True)
class CreateVideoResponse(Model[Any]):
    """The schema CreateVideoResponse."""

    id: str
    object_: str
    model: str
    status: str
    progress: int
    created_at: int
    seconds: str
    size: str
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.id = src["id"]
            self.object_ = src["object"]
            self.model = src["model"]
            self.status = src["status"]
            self.progress = src["progress"]
            self.created_at = src["created_at"]
            self.seconds = src["seconds"]
            self.size = src["size"]
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 8 else cls._additional(src)
        return self
