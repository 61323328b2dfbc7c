# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema VideoGenerationUsage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class VideoGenerationUsage(Model[Any]):
    """What the job cost, once it is completed.

    Attributes:
        cost: US dollars.
        is_byok: Whether the caller's own key for the upstream was used.
    """

    cost: float | None | Unset = UNSET
    is_byok: bool | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.cost = self.is_byok = UNSET
                self.additional_properties = {}
                return self
            self.cost = src.get("cost", UNSET)
            self.is_byok = src.get("is_byok", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
