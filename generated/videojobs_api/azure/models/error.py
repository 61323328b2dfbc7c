# Generated from spec/azure: Azure OpenAI, transcribed from
# https://learn.microsoft.com/en-us/azure/foundry/reference/rest/video-generation-create-video; OpenAPI 3.1.0, version
# v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.converters import Field, extra_keys, plain, read_fields
from videojobs.http.unset import UNSET, Unset


@define(kw_only=True)
class Error:
    """What went wrong.

    Attributes:
        code: Kind of error, for programs.
        message: What happened, for people.
        param: Name of the parameter at fault, or null.
        type_: Family of the error.
        misalignment: Why a request was blocked, if it was.
        details: Further errors behind this one; only from Azure.
        additional_info: Further facts; only from Azure.
        debug_info: Facts for Azure's support; only from Azure.
    """

    code: str | None
    message: str
    param: str | None
    type_: str
    misalignment: dict[str, Any] | None | Unset = UNSET
    details: list[dict[str, Any]] | Unset = UNSET
    additional_info: dict[str, Any] | Unset = UNSET
    debug_info: dict[str, Any] | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            self.code = src["code"]
            self.message = src["message"]
            self.param = src["param"]
            self.type_ = src["type"]
            if len(src) == 4:  # these keys, and no other
                self.misalignment = UNSET
                self.details = UNSET
                self.additional_info = UNSET
                self.debug_info = UNSET
                self.additional_properties = {}
                return self
            self.misalignment = src.get("misalignment", UNSET)
            self.details = src.get("details", UNSET)
            self.additional_info = src.get("additionalInfo", UNSET)
            self.debug_info = src.get("debugInfo", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "param": self.param,
            "type": self.type_,
            "misalignment": plain(self.misalignment),
            "details": plain(self.details),
            "additionalInfo": plain(self.additional_info),
            "debugInfo": plain(self.debug_info),
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
    ("code", "code", None),
    ("message", "message", None),
    ("param", "param", None),
    ("type", "type_", None),
    ("misalignment", "misalignment", None),
    ("details", "details", None),
    ("additionalInfo", "additional_info", None),
    ("debugInfo", "debug_info", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
