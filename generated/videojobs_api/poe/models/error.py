# Generated from spec/poe by `make generate`; not edited by hand.

"""The schema Error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class Error(Model[Any]):
    """What went wrong.

    Attributes:
        message: What happened, for people.
        type_: Family of the error.
        code: Kind of error, or the HTTP status once more.
    """

    message: str
    type_: str
    code: str | int | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"type_": "type"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.message = src["message"]
            self.type_ = src["type"]
            if len(src) == 2:  # these keys, and no other
                self.code = UNSET
                self.additional_properties = {}
                return self
            self.code = src.get("code", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
