# Generated from spec/compatible by `make generate`; not edited by hand.

"""The schema ErrorAnswer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class ErrorAnswer(Model[Any]):
    """Body of an answer with an error status; one of several envelopes.

    Attributes:
        error: An object with `message`, `type`, `param` and `code`, or the message alone.
        code: Kind of error, for programs.
        message: What happened, for people.
        detail: What happened, as text, or as a list of what is wrong with the request.
    """

    error: dict[str, Any] | str | None | Unset = UNSET
    code: str | int | None | Unset = UNSET
    message: str | None | Unset = UNSET
    detail: Any = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.error = self.code = self.message = self.detail = UNSET
                self.additional_properties = {}
                return self
            self.error = src.get("error", UNSET)
            self.code = src.get("code", UNSET)
            self.message = src.get("message", UNSET)
            self.detail = src.get("detail", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
