# Generated from spec/vllm-omni by `make generate`; not edited by hand.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.models import Model


@define(kw_only=True)
class InvalidField(Model[Any]):
    """One thing that is wrong with a request.

    Attributes:
        loc: Where.
        msg: What, for people.
        type_: What, for programs.
    """

    loc: list[str | int]
    msg: str
    type_: str
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES = {"type_": "type"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = cls.__new__(cls)
        try:
            self.loc = src["loc"]
            self.msg = src["msg"]
            self.type_ = src["type"]
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 3 else cls._additional(src)
        return self
