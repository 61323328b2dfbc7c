# Generated from spec/newapi by `make generate`; not edited by hand.

"""The schema OpenAIVideoError."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class OpenAIVideoError(Model[Any]):
    """Why the job failed. With it and without a status, the job has ended for the relay.

    Attributes:
        message: What happened, for people.
        code: Kind of error, for programs.
        type_: Family of the error.
        param: Name of the parameter at fault, or null.
    """

    message: str | Unset = UNSET
    code: str | None | Unset = UNSET
    type_: str | Unset = UNSET
    param: str | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"type_": "type"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.message = self.code = self.type_ = self.param = UNSET
                self.additional_properties = {}
                return self
            self.message = src.get("message", UNSET)
            self.code = src.get("code", UNSET)
            self.type_ = src.get("type", UNSET)
            self.param = src.get("param", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
