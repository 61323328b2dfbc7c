# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema Error2Misalignment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .error_2_misalignment_steer import Error2MisalignmentSteer


@define(kw_only=True)
class Error2Misalignment(Model[Any]):
    """The schema Error2Misalignment.

    Attributes:
        detailed_explanation: Why the job was blocked, for people.
        error_type: Kind of block; new kinds may appear.
        review_target: Token by which a review can be continued, or null.
        steer: A hint on how to go on.
    """

    detailed_explanation: str | None | Unset = UNSET
    error_type: str | None | Unset = UNSET
    review_target: str | None | Unset = UNSET
    steer: Error2MisalignmentSteer | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {"steer": lambda value: as_model(Error2MisalignmentSteer, value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.detailed_explanation = self.error_type = self.review_target = self.steer = UNSET
                self.additional_properties = {}
                return self
            self.detailed_explanation = src.get("detailed_explanation", UNSET)
            self.error_type = src.get("error_type", UNSET)
            self.review_target = src.get("review_target", UNSET)
            self.steer = (
                None if (value := src.get("steer", UNSET)) is None else as_model(Error2MisalignmentSteer, value)
            )
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
