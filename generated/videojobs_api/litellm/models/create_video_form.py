# Generated from spec/litellm: LiteLLM proxy, written from https://docs.litellm.ai/docs/videos; OpenAPI 3.1.0, version
# 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes
# it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.converters import Field, extra_keys, plain, read_fields
from videojobs.http.files import File
from videojobs.http.limits import Limit
from videojobs.http.unset import UNSET, Unset


@define(kw_only=True)
class CreateVideoForm:
    """A new job, as a form.

    Attributes:
        prompt: What the clip shows. At least 1 characters.
        model: Model that renders, by the proxy's name for it.
        seconds: Length of the clip in seconds, as text.
        size: Width and height in pixels, as `1280x720`.
        user: Who asks, for the upstream.
        custom_llm_provider: Upstream to ask, if the model's name does not say.
        input_reference: Image to start from, as a file.
    """

    prompt: str
    model: str | Unset = UNSET
    seconds: str | Unset = UNSET
    size: str | Unset = UNSET
    user: str | Unset = UNSET
    custom_llm_provider: str | Unset = UNSET
    input_reference: File | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar[Mapping[str, Limit]] = {"prompt": Limit(required=True, min_length=1)}

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
                self.user = UNSET
                self.custom_llm_provider = UNSET
                self.input_reference = UNSET
                self.additional_properties = {}
                return self
            self.model = src.get("model", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.size = src.get("size", UNSET)
            self.user = src.get("user", UNSET)
            self.custom_llm_provider = src.get("custom_llm_provider", UNSET)
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
            "seconds": self.seconds,
            "size": self.size,
            "user": self.user,
            "custom_llm_provider": self.custom_llm_provider,
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
    ("seconds", "seconds", None),
    ("size", "size", None),
    ("user", "user", None),
    ("custom_llm_provider", "custom_llm_provider", None),
    ("input_reference", "input_reference", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
