# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema BadGatewayResponse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .bad_gateway_response_error_data import BadGatewayResponseErrorData


@define(kw_only=True)
class BadGatewayResponse(Model[Any]):
    """Body of a response with an error status."""

    error: BadGatewayResponseErrorData
    openrouter_metadata: dict[str, Any] | None | Unset = UNSET
    user_id: str | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"error": lambda value: as_model(BadGatewayResponseErrorData, value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.error = as_model(BadGatewayResponseErrorData, src["error"])
            if len(src) == 1:  # these keys, and no other
                self.openrouter_metadata = self.user_id = UNSET
                self.additional_properties = {}
                return self
            self.openrouter_metadata = src.get("openrouter_metadata", UNSET)
            self.user_id = src.get("user_id", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
