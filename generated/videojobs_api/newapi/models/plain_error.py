# Generated from spec/newapi by `make generate`; not edited by hand.

"""The schema PlainError."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, as_model, new

from .plain_error_error import PlainErrorError


@define(kw_only=True)
class PlainError(Model[Any]):
    """Body of a response that has no clip, or of a server that failed.

    Attributes:
        error: What went wrong.
    """

    error: PlainErrorError
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"error": lambda value: as_model(PlainErrorError, value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.error = as_model(PlainErrorError, src["error"])
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 1 else cls._additional(src)
        return self
