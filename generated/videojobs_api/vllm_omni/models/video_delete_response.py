# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""The schema VideoDeleteResponse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class VideoDeleteResponse(Model[Any]):
    """What is left of a deleted video.

    Attributes:
        id: Id that the video had.
        deleted: Whether the video is gone.
        object_: Always `video.deleted`.
    """

    id: str
    deleted: bool
    object_: Literal["video.deleted"] | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.id = src["id"]
            self.deleted = src["deleted"]
            if len(src) == 2:  # these keys, and no other
                self.object_ = UNSET
                self.additional_properties = {}
                return self
            self.object_ = src.get("object", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
