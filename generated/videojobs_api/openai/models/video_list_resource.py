# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema VideoListResource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define, field

from videojobs.http.converters import as_list
from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .video_resource import VideoResource


@define(kw_only=True)
class VideoListResource(Model[Any]):
    """The schema VideoListResource.

    Attributes:
        object_: Always `list`.
        data: The jobs of this page.
        first_id: Id of the page's first job; null if it is empty.
        last_id: Id of the page's last job, for `after`; null if it is empty.
        has_more: Whether a further page follows.
    """

    object_: Literal["list"] = "list"
    data: list[VideoResource]
    first_id: str | None | Unset = UNSET
    last_id: str | None | Unset = UNSET
    has_more: bool | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}
    CONVERTERS: ClassVar = {"data": lambda value: as_list(lambda item: as_model(VideoResource, item), value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.object_ = src["object"]
            self.data = as_list(lambda item: as_model(VideoResource, item), src["data"])
            self.first_id = src["first_id"]
            self.last_id = src["last_id"]
            self.has_more = src["has_more"]
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 5 else cls._additional(src)
        return self
