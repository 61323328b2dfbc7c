# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema PaymentRequiredResponseErrorData."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class PaymentRequiredResponseErrorData(Model[Any]):
    """What went wrong.

    Attributes:
        code: The HTTP status.
        message: What happened, for people.
    """

    code: int
    message: str
    metadata: dict[str, Any] | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.code = src["code"]
            self.message = src["message"]
            if len(src) == 2:  # these keys, and no other
                self.metadata = UNSET
                self.additional_properties = {}
                return self
            self.metadata = src.get("metadata", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
