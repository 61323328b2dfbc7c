# Generated from spec/together by `make generate`; not edited by hand.

"""The schema VideoJobOutputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.models import Model, new


@define(kw_only=True)
class VideoJobOutputs(Model[Any]):
    """The clip and its price, once the job is completed.

    Attributes:
        cost: What is charged.
        video_url: Where the clip is.
    """

    cost: int
    video_url: str
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.cost = src["cost"]
            self.video_url = src["video_url"]
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 2 else cls._additional(src)
        return self
