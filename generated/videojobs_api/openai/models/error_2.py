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

from .error_2_misalignment import Error2Misalignment


@define(kw_only=True)
class Error2:
    """Why a job failed.

    Attributes:
        code: Kind of failure, for programs.
        message: What happened, for people.
        headers: HTTP headers that came with the failure, such as Retry-After.
        misalignment: Why the job was blocked, if it was.
        param: Name of the parameter at fault, or null.
        type_: Family of the failure, or null.
    """

    code: str
    message: str
    headers: dict[str, str] | None | Unset = UNSET
    misalignment: Error2Misalignment | None | Unset = UNSET
    param: str | None | Unset = UNSET
    type_: str | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            self.code = src["code"]
            self.message = src["message"]
            if len(src) == 2:  # these keys, and no other
                self.headers = UNSET
                self.misalignment = UNSET
                self.param = UNSET
                self.type_ = UNSET
                self.additional_properties = {}
                return self
            self.headers = src.get("headers", UNSET)
            self.misalignment = (
                None if (value := src.get("misalignment", UNSET)) is None else as_model(Error2Misalignment, value)
            )
            self.param = src.get("param", UNSET)
            self.type_ = src.get("type", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "headers": plain(self.headers),
            "misalignment": plain(self.misalignment),
            "param": self.param,
            "type": self.type_,
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
    ("headers", "headers", None),
    ("misalignment", "misalignment", lambda value: as_model(Error2Misalignment, value)),
    ("param", "param", None),
    ("type", "type_", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
