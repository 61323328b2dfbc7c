# Generated from spec/apifox by `make generate`; not edited by hand.

"""The schema GetVideoResponse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class GetVideoResponse(Model[Any]):
    """The schema GetVideoResponse.

    Attributes:
        status: in_progress、completed.
        video_url: Where the clip is, once the job is completed.
    """

    completed_at: int | None | Unset = UNSET
    created_at: int
    id: str
    model: str
    object_: str
    progress: int
    seconds: str
    size: str
    status: str
    video_url: str | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.created_at = src["created_at"]
            self.id = src["id"]
            self.model = src["model"]
            self.object_ = src["object"]
            self.progress = src["progress"]
            self.seconds = src["seconds"]
            self.size = src["size"]
            self.status = src["status"]
            if len(src) == 8:  # these keys, and no other
                self.completed_at = self.video_url = UNSET
                self.additional_properties = {}
                return self
            self.completed_at = src.get("completed_at", UNSET)
            self.video_url = src.get("video_url", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
