# Generated from spec/compatible by `make generate`; not edited by hand.

"""The schema DeletedVideo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class DeletedVideo(Model[Any]):
    """What is left of a deleted video.

    Attributes:
        id: Id that the video had.
        object_: Most say `video.deleted`.
        deleted: Whether the video is gone.
        status: From servers that answer with the job, `deleted`.
    """

    id: str | Unset = UNSET
    object_: str | Unset = UNSET
    deleted: bool | Unset = UNSET
    status: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.id = self.object_ = self.deleted = self.status = UNSET
                self.additional_properties = {}
                return self
            self.id = src.get("id", UNSET)
            self.object_ = src.get("object", UNSET)
            self.deleted = src.get("deleted", UNSET)
            self.status = src.get("status", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
