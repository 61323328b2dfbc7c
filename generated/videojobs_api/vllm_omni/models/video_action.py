# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""The schema VideoAction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class VideoAction(Model[Any]):
    """An action that a model rendered beside or in place of a clip.

    Attributes:
        data: The values, nested as `shape` says.
        shape: Lengths of the dimensions.
        dtype: Type of the values in the engine.
        raw_action_dim: Dimensions of one action, as the model has them.
        action_mode: How the action was made.
        domain_id: Number of the embodiment that the action is for.
    """

    data: list[Any]
    shape: list[int]
    dtype: str | None | Unset = UNSET
    raw_action_dim: int | None | Unset = UNSET
    action_mode: str | None | Unset = UNSET
    domain_id: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.data = src["data"]
            self.shape = src["shape"]
            if len(src) == 2:  # these keys, and no other
                self.dtype = self.raw_action_dim = self.action_mode = self.domain_id = UNSET
                self.additional_properties = {}
                return self
            self.dtype = src.get("dtype", UNSET)
            self.raw_action_dim = src.get("raw_action_dim", UNSET)
            self.action_mode = src.get("action_mode", UNSET)
            self.domain_id = src.get("domain_id", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
