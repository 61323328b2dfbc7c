# Generated from spec/cometapi: CometAPI, transcribed from https://apidoc.cometapi.com; OpenAPI 3.1.0, version
# 2026-11-21. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.converters import Field, extra_keys, plain, read_fields
from videojobs.http.enums import Words
from videojobs.http.files import File
from videojobs.http.limits import Limit
from videojobs.http.unset import UNSET, Unset

from .create_video_body_seconds import CreateVideoBodySeconds


@define(kw_only=True)
class CreateVideoBody:
    """What to render.

    Attributes:
        prompt: What the clip shows. At least 1 characters.
        model: Model to use, for example `sora-2`; the answer names the backend that it resolves to.
        seconds: Length of the clip in seconds (allowed values: 4, 8, 12).
        size: Width and height in pixels as `1280x720`; a ratio such as `16x9` for Veo.
        input_reference: Reference image. Veo takes one or two, in order; two are the first and the last frame.
    """

    prompt: str
    model: str | Unset = UNSET
    seconds: CreateVideoBodySeconds | Unset = UNSET
    size: str | Unset = UNSET
    input_reference: File | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar[Mapping[str, Limit]] = {
        "prompt": Limit(required=True, min_length=1),
        "seconds": Limit(values=("4", "8", "12")),
    }

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            self.prompt = src["prompt"]
            if len(src) == 1:  # these keys, and no other
                self.model = UNSET
                self.seconds = UNSET
                self.size = UNSET
                self.input_reference = UNSET
                self.additional_properties = {}
                return self
            self.model = src.get("model", UNSET)
            self.seconds = _CreateVideoBodySeconds[src.get("seconds", UNSET)]
            self.size = src.get("size", UNSET)
            self.input_reference = src.get("input_reference", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "prompt": self.prompt,
            "model": self.model,
            "seconds": plain(self.seconds),
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
    ("prompt", "prompt", None),
    ("model", "model", None),
    ("seconds", "seconds", CreateVideoBodySeconds.of),
    ("size", "size", None),
    ("input_reference", "input_reference", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
_CreateVideoBodySeconds = Words(CreateVideoBodySeconds)
