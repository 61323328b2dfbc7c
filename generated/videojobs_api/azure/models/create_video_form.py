# Generated from spec/azure: Azure OpenAI, transcribed from
# https://learn.microsoft.com/en-us/azure/foundry/reference/rest/video-generation-create-video; OpenAPI 3.1.0, version
# v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.converters import Field, as_model, extra_keys, plain, read_fields
from videojobs.http.enums import Words
from videojobs.http.files import File
from videojobs.http.limits import Limit
from videojobs.http.unset import UNSET, Unset

from .image_ref_param import ImageRefParam
from .video_seconds import VideoSeconds
from .video_size import VideoSize


@define(kw_only=True)
class CreateVideoForm:
    """A new job, as a form.

    Attributes:
        model: Name of the deployment that renders.
        prompt: What the clip shows. 1 to 32,000 characters.
        input_reference: Image to start from, as a file.
        seconds: Length of the clip in seconds (allowed values: 4, 8, 12); 4 if absent.
        size: Width and height in pixels (allowed values: 720x1280, 1280x720, 1024x1792, 1792x1024); 720x1280 if
            absent.
    """

    model: str | Unset = UNSET
    prompt: str
    input_reference: File | ImageRefParam | Unset = UNSET
    seconds: VideoSeconds | Unset = UNSET
    size: VideoSize | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar[Mapping[str, Limit]] = {
        "prompt": Limit(required=True, min_length=1, max_length=32000),
        "seconds": Limit(values=("4", "8", "12")),
        "size": Limit(values=("720x1280", "1280x720", "1024x1792", "1792x1024")),
    }

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            self.prompt = src["prompt"]
            if len(src) == 1:  # these keys, and no other
                self.model = UNSET
                self.input_reference = UNSET
                self.seconds = UNSET
                self.size = UNSET
                self.additional_properties = {}
                return self
            self.model = src.get("model", UNSET)
            self.input_reference = as_model(ImageRefParam, src.get("input_reference", UNSET))
            self.seconds = _VideoSeconds[src.get("seconds", UNSET)]
            self.size = _VideoSize[src.get("size", UNSET)]
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "model": self.model,
            "prompt": self.prompt,
            "input_reference": plain(self.input_reference),
            "seconds": plain(self.seconds),
            "size": plain(self.size),
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
    ("input_reference", "input_reference", lambda value: as_model(ImageRefParam, value)),
    ("seconds", "seconds", VideoSeconds.of),
    ("size", "size", VideoSize.of),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
_VideoSeconds = Words(VideoSeconds)
_VideoSize = Words(VideoSize)
