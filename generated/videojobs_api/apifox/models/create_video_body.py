# Generated from spec/apifox: agicto (apifox export), vendored from
# https://agicto.com/docs/api-reference/openai-video/sora/retrieve at apifox project 5443699, api 384880097 (retrieve)
# and 384880011 (create); OpenAPI 3.0.1, version 1.0.0. By openapi-python-client 0.29.1 with the templates of
# videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.converters import Field, extra_keys, plain, read_fields
from videojobs.http.files import File
from videojobs.http.unset import UNSET, Unset


@define(kw_only=True)
class CreateVideoBody:
    """What the document calls CreateVideoBody.

    Attributes:
        model: Model to use: sora-2-vip or sora-2-pro-vip; sora-2 and sora-2-pro exist too but are unstable.
        prompt: What the clip shows.
        seconds: Length of the clip in seconds, 4, 8 or 12; the example has 10.
        size: Width x height, of which only the orientation counts: landscape if the width is larger, else portrait
            (720x1280, 1280x720, 1024x1792, 1792x1024).
        input_reference: Reference image.
    """

    model: str | Unset = UNSET
    prompt: str | Unset = UNSET
    seconds: str | Unset = UNSET
    size: str | Unset = UNSET
    input_reference: File | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.model = UNSET
                self.prompt = UNSET
                self.seconds = UNSET
                self.size = UNSET
                self.input_reference = UNSET
                self.additional_properties = {}
                return self
            self.model = src.get("model", UNSET)
            self.prompt = src.get("prompt", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.size = src.get("size", UNSET)
            self.input_reference = src.get("input_reference", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "model": self.model,
            "prompt": self.prompt,
            "seconds": self.seconds,
            "size": self.size,
            "input_reference": self.input_reference,
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
    ("model", "model", None),
    ("prompt", "prompt", None),
    ("seconds", "seconds", None),
    ("size", "size", None),
    ("input_reference", "input_reference", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
