# Generated from spec/apifox: agicto (apifox export), vendored from
# https://agicto.com/docs/api-reference/openai-video/sora/retrieve at apifox project 5443699, api 384880097 (retrieve)
# and 384880011 (create); OpenAPI 3.0.1, version 1.0.0. By openapi-python-client 0.29.1 with the templates of
# videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.converters import Field, extra_keys, plain, read_fields
from videojobs.http.unset import UNSET, Unset


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
        try:
            self.created_at = src["created_at"]
            self.id = src["id"]
            self.model = src["model"]
            self.object_ = src["object"]
            self.progress = src["progress"]
            self.seconds = src["seconds"]
            self.size = src["size"]
            self.status = src["status"]
            if len(src) == 8:  # these keys, and no other
                self.completed_at = UNSET
                self.video_url = UNSET
                self.additional_properties = {}
                return self
            self.completed_at = src.get("completed_at", UNSET)
            self.video_url = src.get("video_url", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
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
    ("completed_at", "completed_at", None),
    ("created_at", "created_at", None),
    ("id", "id", None),
    ("model", "model", None),
    ("object", "object_", None),
    ("progress", "progress", None),
    ("seconds", "seconds", None),
    ("size", "size", None),
    ("status", "status", None),
    ("video_url", "video_url", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
