# Generated from spec/litellm by `make generate`; not edited by hand.

"""The schema Usage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class Usage(Model[Any]):
    """What is charged for.

    Attributes:
        duration_seconds: Length of the clip in seconds.
        video_resolution: Class of the resolution, such as `720p`.
    """

    duration_seconds: float | Unset = UNSET
    video_resolution: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.duration_seconds = self.video_resolution = UNSET
                self.additional_properties = {}
                return self
            self.duration_seconds = src.get("duration_seconds", UNSET)
            self.video_resolution = src.get("video_resolution", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
