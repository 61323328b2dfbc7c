# Generated from spec/litellm by `make generate`; not edited by hand.

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
        message: What happened, for people; that of the upstream is in it, often as JSON text.
        type_: Family of the error.
        param: Name of the parameter at fault, or null.
        code: The HTTP status as text.
        provider_specific_fields: What the proxy or the upstream adds.
    """

    message: str
    type_: str | None | Unset = UNSET
    param: str | None | Unset = UNSET
    code: str | int | None | Unset = UNSET
    provider_specific_fields: dict[str, Any] | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"type_": "type"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.message = src["message"]
            if len(src) == 1:  # these keys, and no other
                self.type_ = self.param = self.code = self.provider_specific_fields = UNSET
                self.additional_properties = {}
                return self
            self.type_ = src.get("type", UNSET)
            self.param = src.get("param", UNSET)
            self.code = src.get("code", UNSET)
            self.provider_specific_fields = src.get("provider_specific_fields", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
