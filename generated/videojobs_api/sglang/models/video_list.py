# Generated from spec/sglang by `make generate`; not edited by hand.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.converters import as_list
from videojobs.http.models import Model, as_model

from .video import Video


@define(kw_only=True)
class VideoList(Model[Any]):
    """Jobs; nothing says whether there are more.

    Attributes:
        data: The jobs.
        object_: Always `list`. The server's default is 'list'.
    """

    data: list[Video]
    object_: str
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES = {"object_": "object"}
    CONVERTERS = {"data": lambda value: as_list(lambda item: as_model(Video, item), value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = cls.__new__(cls)
        try:
            self.data = as_list(lambda item: as_model(Video, item), src["data"])
            self.object_ = src["object"]
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 2 else cls._additional(src)
        return self
