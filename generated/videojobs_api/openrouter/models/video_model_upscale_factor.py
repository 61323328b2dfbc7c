# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema VideoModelUpscaleFactor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class VideoModelUpscaleFactor(Model[Any]):
    """The schema VideoModelUpscaleFactor."""

    max_: float | None | Unset = UNSET
    min_: float | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"max_": "max", "min_": "min"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.max_ = self.min_ = UNSET
                self.additional_properties = {}
                return self
            self.max_ = src.get("max", UNSET)
            self.min_ = src.get("min", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
