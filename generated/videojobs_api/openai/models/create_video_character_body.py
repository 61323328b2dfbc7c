# Generated from spec/openai: OpenAI, vendored from
# https://raw.githubusercontent.com/openai/openai-openapi/f85dbe223d40e1a31cba812ab2d755c7e98a92a3/openapi.yaml at
# f85dbe223d40e1a31cba812ab2d755c7e98a92a3; OpenAPI 3.1.0, version 2.3.0. By openapi-python-client 0.29.1 with the
# templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.converters import Field, extra_keys, plain, read_fields
from videojobs.http.files import File
from videojobs.http.limits import Limit
from videojobs.http.unset import UNSET


@define(kw_only=True)
class CreateVideoCharacterBody:
    """What a character is made from.

    Attributes:
        video: The video that shows the character.
        name: Name of the character. 1 to 80 characters.
    """

    video: File
    name: str
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar[Mapping[str, Limit]] = {
        "video": Limit(required=True),
        "name": Limit(required=True, min_length=1, max_length=80),
    }

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            self.video = src["video"]
            self.name = src["name"]
            if len(src) == 2:  # these keys, and no other
                self.additional_properties = {}
                return self
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "video": self.video,
            "name": self.name,
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
    ("video", "video", None),
    ("name", "name", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
