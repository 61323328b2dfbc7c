# Generated from spec/openai: OpenAI, vendored from
# https://raw.githubusercontent.com/openai/openai-openapi/f85dbe223d40e1a31cba812ab2d755c7e98a92a3/openapi.yaml at
# f85dbe223d40e1a31cba812ab2d755c7e98a92a3; OpenAPI 3.1.0, version 2.3.0. By openapi-python-client 0.29.1 with the
# templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.converters import Field, as_model, extra_keys, plain, read_fields
from videojobs.http.unset import UNSET, Unset

from .error_2_misalignment_steer import Error2MisalignmentSteer


@define(kw_only=True)
class Error2Misalignment:
    """What the document calls Error2Misalignment.

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

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.detailed_explanation = UNSET
                self.error_type = UNSET
                self.review_target = UNSET
                self.steer = UNSET
                self.additional_properties = {}
                return self
            self.detailed_explanation = src.get("detailed_explanation", UNSET)
            self.error_type = src.get("error_type", UNSET)
            self.review_target = src.get("review_target", UNSET)
            self.steer = (
                None if (value := src.get("steer", UNSET)) is None else as_model(Error2MisalignmentSteer, value)
            )
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "detailed_explanation": self.detailed_explanation,
            "error_type": self.error_type,
            "review_target": self.review_target,
            "steer": plain(self.steer),
        }
        if self.additional_properties:
            values.update(plain(self.additional_properties))
        return {key: value for key, value in values.items() if value is not UNSET}

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

    @property
    def additional_keys(self) -> list[str]:
        """The keys that the document does not know."""
        return list(self.additional_properties)


_FIELDS: tuple[Field, ...] = (
    ("detailed_explanation", "detailed_explanation", None),
    ("error_type", "error_type", None),
    ("review_target", "review_target", None),
    ("steer", "steer", lambda value: as_model(Error2MisalignmentSteer, value)),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
