# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""The schema ErrorResponse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, as_model, new

from .error_info import ErrorInfo


@define(kw_only=True)
class ErrorResponse(Model[Any]):
    """Body of a response with an error status.

    Attributes:
        error: What went wrong.
    """

    error: ErrorInfo
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"error": lambda value: as_model(ErrorInfo, value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.error = as_model(ErrorInfo, src["error"])
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 1 else cls._additional(src)
        return self
