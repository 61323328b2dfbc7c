# Generated from spec/azure by `make generate`; not edited by hand.

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
        code: Kind of error, for programs.
        message: What happened, for people.
        param: Name of the parameter at fault, or null.
        type_: Family of the error.
        misalignment: Why a request was blocked, if it was.
        details: Further errors behind this one; only from Azure.
        additional_info: Further facts; only from Azure.
        debug_info: Facts for Azure's support; only from Azure.
    """

    code: str | None
    message: str
    param: str | None
    type_: str
    misalignment: dict[str, Any] | None | Unset = UNSET
    details: list[dict[str, Any]] | Unset = UNSET
    additional_info: dict[str, Any] | Unset = UNSET
    debug_info: dict[str, Any] | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"type_": "type", "additional_info": "additionalInfo", "debug_info": "debugInfo"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.code = src["code"]
            self.message = src["message"]
            self.param = src["param"]
            self.type_ = src["type"]
            if len(src) == 4:  # these keys, and no other
                self.misalignment = self.details = self.additional_info = self.debug_info = UNSET
                self.additional_properties = {}
                return self
            self.misalignment = src.get("misalignment", UNSET)
            self.details = src.get("details", UNSET)
            self.additional_info = src.get("additionalInfo", UNSET)
            self.debug_info = src.get("debugInfo", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
