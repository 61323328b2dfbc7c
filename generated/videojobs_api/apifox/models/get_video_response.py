# Generated from spec/apifox: agicto (apifox export), vendored from
# https://agicto.com/docs/api-reference/openai-video/sora/retrieve at apifox project 5443699, api 384880097 (retrieve)
# and 384880011 (create); OpenAPI 3.0.1, version 1.0.0. By openapi-python-client 0.29.1 with the templates of
# videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.runtime.codec import extra_keys, plain
from videojobs.runtime.unset import UNSET, Unset

_KEYS: frozenset[str] = frozenset(
    ["completed_at", "created_at", "id", "model", "object", "progress", "seconds", "size", "status", "video_url"]
)


@define(kw_only=True)
class GetVideoResponse:
    """What the document calls GetVideoResponse.

    Attributes:
        completed_at: As sent.
        created_at: As sent.
        id: As sent.
        model: As sent.
        object_: As sent.
        progress: As sent.
        seconds: As sent.
        size: As sent.
        status: in_progress、completed.
        video_url: Where the clip is, once the job is completed.
    """

    completed_at: int | None | Unset = UNSET
    created_at: int
    id: str
    model: str
    object_: str
    progress: int
    seconds: str
    size: str
    status: str
    video_url: str | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        get = src.get
        self.completed_at = get("completed_at", UNSET)
        self.created_at = get("created_at", UNSET)
        self.id = get("id", UNSET)
        self.model = get("model", UNSET)
        self.object_ = get("object", UNSET)
        self.progress = get("progress", UNSET)
        self.seconds = get("seconds", UNSET)
        self.size = get("size", UNSET)
        self.status = get("status", UNSET)
        self.video_url = get("video_url", UNSET)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "completed_at": self.completed_at,
            "created_at": self.created_at,
            "id": self.id,
            "model": self.model,
            "object": self.object_,
            "progress": self.progress,
            "seconds": self.seconds,
            "size": self.size,
            "status": self.status,
            "video_url": self.video_url,
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
