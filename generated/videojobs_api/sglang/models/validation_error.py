# Generated from spec/sglang by `make generate`; not edited by hand.

"""The schema ValidationError."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class ValidationError(Model[Any]):
    """One thing that is wrong with a request.

    Attributes:
        loc: Where.
        msg: What, for people.
        type_: What, for programs.
        input_: The value that was refused.
        ctx: The limit that it breaks.
    """

    loc: list[str | int]
    msg: str
    type_: str
    input_: Any = UNSET
    ctx: dict[str, Any] | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"type_": "type", "input_": "input"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.loc = src["loc"]
            self.msg = src["msg"]
            self.type_ = src["type"]
            if len(src) == 3:  # these keys, and no other
                self.input_ = self.ctx = UNSET
                self.additional_properties = {}
                return self
            self.input_ = src.get("input", UNSET)
            self.ctx = src.get("ctx", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
