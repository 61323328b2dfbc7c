# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema Error2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .error_2_misalignment import Error2Misalignment


@define(kw_only=True)
class Error2(Model[Any]):
    """Why a job failed.

    Attributes:
        code: Kind of failure, for programs.
        message: What happened, for people.
        headers: HTTP headers that came with the failure, such as Retry-After.
        misalignment: Why the job was blocked, if it was.
        param: Name of the parameter at fault, or null.
        type_: Family of the failure, or null.
    """

    code: str
    message: str
    headers: dict[str, str] | None | Unset = UNSET
    misalignment: Error2Misalignment | None | Unset = UNSET
    param: str | None | Unset = UNSET
    type_: str | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"type_": "type"}
    CONVERTERS: ClassVar = {"misalignment": lambda value: as_model(Error2Misalignment, value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.code = src["code"]
            self.message = src["message"]
            if len(src) == 2:  # these keys, and no other
                self.headers = self.misalignment = self.param = self.type_ = UNSET
                self.additional_properties = {}
                return self
            self.headers = src.get("headers", UNSET)
            self.misalignment = (
                None if (value := src.get("misalignment", UNSET)) is None else as_model(Error2Misalignment, value)
            )
            self.param = src.get("param", UNSET)
            self.type_ = src.get("type", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
