# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""The schema VideoError."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.models import Model, new


@define(kw_only=True)
class VideoError(Model[Any]):
    """Why a job failed.

    Attributes:
        code: Kind of failure, or an HTTP status.
        message: What happened, for people.
    """

    code: int | str
    message: str
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.code = src["code"]
            self.message = src["message"]
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 2 else cls._additional(src)
        return self
