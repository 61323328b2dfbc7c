# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema Error2MisalignmentSteer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class Error2MisalignmentSteer(Model[Any]):
    """The schema Error2MisalignmentSteer.

    Attributes:
        message: What to do to go on.
    """

    message: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.message = UNSET
                self.additional_properties = {}
                return self
            self.message = src.get("message", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
