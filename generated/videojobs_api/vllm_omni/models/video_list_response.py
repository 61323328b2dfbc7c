# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""The schema VideoListResponse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define, field

from videojobs.http.converters import as_list
from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .video_response import VideoResponse


@define(kw_only=True)
class VideoListResponse(Model[Any]):
    """One page of jobs.

    Attributes:
        object_: Always `list`.
        data: The jobs of this page.
        first_id: Id of the page's first job.
        last_id: Id of the page's last job, for `after`.
        has_more: Whether a further page follows.
    """

    object_: Literal["list"] | Unset = UNSET
    data: list[VideoResponse]
    first_id: str | None
    last_id: str | None
    has_more: bool
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}
    CONVERTERS: ClassVar = {"data": lambda value: as_list(lambda item: as_model(VideoResponse, item), value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.data = as_list(lambda item: as_model(VideoResponse, item), src["data"])
            self.first_id = src["first_id"]
            self.last_id = src["last_id"]
            self.has_more = src["has_more"]
            if len(src) == 4:  # these keys, and no other
                self.object_ = UNSET
                self.additional_properties = {}
                return self
            self.object_ = src.get("object", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
