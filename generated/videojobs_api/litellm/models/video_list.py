# Generated from spec/litellm by `make generate`; not edited by hand.

"""The schema VideoList."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.converters import as_list
from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .video import Video


@define(kw_only=True)
class VideoList(Model[Any]):
    """One page of jobs.

    Attributes:
        object_: Always `list`.
        data: The jobs of this page.
        first_id: Id of the page's first job.
        last_id: Id of the page's last job, for `after`.
        has_more: Whether a further page follows.
    """

    object_: str | Unset = UNSET
    data: list[Video]
    first_id: str | None | Unset = UNSET
    last_id: str | None | Unset = UNSET
    has_more: bool | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}
    CONVERTERS: ClassVar = {"data": lambda value: as_list(lambda item: as_model(Video, item), value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.data = as_list(lambda item: as_model(Video, item), src["data"])
            if len(src) == 1:  # these keys, and no other
                self.object_ = self.first_id = self.last_id = self.has_more = UNSET
                self.additional_properties = {}
                return self
            self.object_ = src.get("object", UNSET)
            self.first_id = src.get("first_id", UNSET)
            self.last_id = src.get("last_id", UNSET)
            self.has_more = src.get("has_more", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
