# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema DeletedVideoResource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define, field

from videojobs.http.models import Model, new


@define(kw_only=True)
class DeletedVideoResource(Model[Any]):
    """What is left of a deleted video.

    Attributes:
        object_: Always `video.deleted`.
        deleted: Whether the video is gone.
        id: Id that the video had.
    """

    object_: Literal["video.deleted"] = "video.deleted"
    deleted: bool
    id: str
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.object_ = src["object"]
            self.deleted = src["deleted"]
            self.id = src["id"]
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 3 else cls._additional(src)
        return self
