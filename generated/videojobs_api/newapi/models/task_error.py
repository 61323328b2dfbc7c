# Generated from spec/newapi by `make generate`; not edited by hand.

"""The schema TaskError."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.models import Model, new


@define(kw_only=True)
class TaskError(Model[Any]):
    """Body of a response that refuses a task.

    Attributes:
        code: Kind of error, for programs.
        message: What happened, for people; often the upstream's response, as JSON text.
        data: Always null.
    """

    code: str
    message: str
    data: dict[str, Any] | None
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.code = src["code"]
            self.message = src["message"]
            self.data = src["data"]
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = {} if len(src) == 3 else cls._additional(src)
        return self
