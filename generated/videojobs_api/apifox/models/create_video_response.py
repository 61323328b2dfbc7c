# Generated from spec/apifox: agicto (apifox export), vendored from
# https://agicto.com/docs/api-reference/openai-video/sora/retrieve at apifox project 5443699, api 384880097 (retrieve)
# and 384880011 (create); OpenAPI 3.0.1, version 1.0.0. By openapi-python-client 0.29.1 with the templates of
# videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.runtime.codec import extra_keys, plain
from videojobs.runtime.unset import UNSET

_KEYS: frozenset[str] = frozenset(["id", "object", "model", "status", "progress", "created_at", "seconds", "size"])


@define(kw_only=True)
class CreateVideoResponse:
    """What the document calls CreateVideoResponse.

    Attributes:
        id: As sent.
        object_: As sent.
        model: As sent.
        status: As sent.
        progress: As sent.
        created_at: As sent.
        seconds: As sent.
        size: As sent.
    """

    id: str
    object_: str
    model: str
    status: str
    progress: int
    created_at: int
    seconds: str
    size: str
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        get = src.get
        self.id = get("id", UNSET)
        self.object_ = get("object", UNSET)
        self.model = get("model", UNSET)
        self.status = get("status", UNSET)
        self.progress = get("progress", UNSET)
        self.created_at = get("created_at", UNSET)
        self.seconds = get("seconds", UNSET)
        self.size = get("size", UNSET)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "id": self.id,
            "object": self.object_,
            "model": self.model,
            "status": self.status,
            "progress": self.progress,
            "created_at": self.created_at,
            "seconds": self.seconds,
            "size": self.size,
        }
        found = {key: value for key, value in values.items() if value is not UNSET}
        found.update(plain(self.additional_properties))
        return found

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
