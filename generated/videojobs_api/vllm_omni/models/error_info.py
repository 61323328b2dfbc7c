# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""The schema ErrorInfo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class ErrorInfo(Model[Any]):
    """What went wrong.

    Attributes:
        message: What happened, for people.
        type_: What, for programs.
        param: Name of the parameter at fault, or null.
        code: The HTTP status.
    """

    message: str
    type_: str
    param: str | None | Unset = UNSET
    code: int
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"type_": "type"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.message = src["message"]
            self.type_ = src["type"]
            self.code = src["code"]
            if len(src) == 3:  # these keys, and no other
                self.param = UNSET
                self.additional_properties = {}
                return self
            self.param = src.get("param", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
