# Generated from spec/sglang by `make generate`; not edited by hand.

"""The schema HTTPValidationError."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.converters import as_list
from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .validation_error import ValidationError


@define(kw_only=True)
class HTTPValidationError(Model[Any]):
    """Body of a response to a request that breaks the schema.

    Attributes:
        detail: What is wrong, field by field.
    """

    detail: list[ValidationError] | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"detail": lambda value: as_list(lambda item: as_model(ValidationError, item), value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.detail = UNSET
                self.additional_properties = {}
                return self
            self.detail = as_list(lambda item: as_model(ValidationError, item), src.get("detail", UNSET))
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
