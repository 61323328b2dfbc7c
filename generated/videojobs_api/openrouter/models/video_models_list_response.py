# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema VideoModelsListResponse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.converters import as_list
from videojobs.http.models import Model, as_model, new

from .video_model import VideoModel


@define(kw_only=True)
class VideoModelsListResponse(Model[Any]):
    """The video models.

    Attributes:
        data: The models.
    """

    data: list[VideoModel]
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"data": lambda value: as_list(lambda item: as_model(VideoModel, item), value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.data = as_list(lambda item: as_model(VideoModel, item), src["data"])
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 1 else cls._additional(src)
        return self
