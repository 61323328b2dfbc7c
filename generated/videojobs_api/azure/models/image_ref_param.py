# Generated from spec/azure: Azure OpenAI, transcribed from
# https://learn.microsoft.com/en-us/azure/foundry/reference/rest/video-generation-create-video; OpenAPI 3.1.0, version
# v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.converters import Field, extra_keys, plain, read_fields
from videojobs.http.limits import Limit
from videojobs.http.unset import UNSET, Unset


@define(kw_only=True)
class ImageRefParam:
    """What the document calls ImageRefParam.

    Attributes:
        image_url: Full URL of an image, or the image itself as a base64 data URL. At most 20,971,520 characters.
        file_id: As sent.
    """

    image_url: str | Unset = UNSET
    file_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar[Mapping[str, Limit]] = {"image_url": Limit(max_length=20971520)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.image_url = UNSET
                self.file_id = UNSET
                self.additional_properties = {}
                return self
            self.image_url = src.get("image_url", UNSET)
            self.file_id = src.get("file_id", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "image_url": self.image_url,
            "file_id": self.file_id,
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
    ("image_url", "image_url", None),
    ("file_id", "file_id", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
