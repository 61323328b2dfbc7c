# Generated from spec/sglang by `make generate`; not edited by hand.

"""The schema ErrorResponse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.models import Model, new


@define(kw_only=True)
class ErrorResponse(Model[Any]):
    """Body of a response with an error status.

    Attributes:
        detail: What happened, for people.
    """

    detail: str
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.detail = src["detail"]
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 1 else cls._additional(src)
        return self
