# Generated from spec/vllm-omni by `make generate`; not edited by hand.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.converters import as_list
from videojobs.http.models import Model, as_model

from .invalid_field import InvalidField


@define(kw_only=True)
class InvalidAnswer(Model[Any]):
    """Body of an answer to a request that breaks the schema.

    Attributes:
        detail: What is wrong, field by field.
    """

    detail: list[InvalidField]
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS = {"detail": lambda value: as_list(lambda item: as_model(InvalidField, item), value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = cls.__new__(cls)
        try:
            self.detail = as_list(lambda item: as_model(InvalidField, item), src["detail"])
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 1 else cls._additional(src)
        return self
