# Generated from spec/poe: Poe, transcribed from https://creator.poe.com/docs/external-applications/videos-api;
# OpenAPI 3.1.0, version v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand:
# `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define, field

from videojobs.http.converters import Field, extra_keys, plain, read_fields
from videojobs.http.enums import Words
from videojobs.http.unset import UNSET, Unset

from .video_status import VideoStatus


@define(kw_only=True)
class Video:
    """A job and its state. No key is promised.

    Attributes:
        id: Id of the video.
        object_: Always `video`.
        status: Where the job stands.
        created_at: When the job was created, in Unix seconds.
        completed_at: When the job was completed, in Unix seconds; null before.
        expires_at: When the clip is thrown away, in Unix seconds.
        model: Bot that renders.
        seconds: Length of the clip in seconds.
        size: Width and height in pixels.
        progress: Percent done. 0 to 100.
        remixed_from_video_id: Id of the video that this one remixes.
        error: Why the job failed; null if it has not.
        usage: Points that the job cost; null until it is completed.
    """

    id: str | Unset = UNSET
    object_: Literal["video"] | Unset = UNSET
    status: VideoStatus | Unset = UNSET
    created_at: int | Unset = UNSET
    completed_at: int | None | Unset = UNSET
    expires_at: int | None | Unset = UNSET
    model: str | Unset = UNSET
    seconds: int | Unset = UNSET
    size: str | Unset = UNSET
    progress: int | Unset = UNSET
    remixed_from_video_id: str | None | Unset = UNSET
    error: dict[str, Any] | None | Unset = UNSET
    usage: dict[str, Any] | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.id = UNSET
                self.object_ = UNSET
                self.status = UNSET
                self.created_at = UNSET
                self.completed_at = UNSET
                self.expires_at = UNSET
                self.model = UNSET
                self.seconds = UNSET
                self.size = UNSET
                self.progress = UNSET
                self.remixed_from_video_id = UNSET
                self.error = UNSET
                self.usage = UNSET
                self.additional_properties = {}
                return self
            self.id = src.get("id", UNSET)
            self.object_ = src.get("object", UNSET)
            self.status = _VideoStatus[src.get("status", UNSET)]
            self.created_at = src.get("created_at", UNSET)
            self.completed_at = src.get("completed_at", UNSET)
            self.expires_at = src.get("expires_at", UNSET)
            self.model = src.get("model", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.size = src.get("size", UNSET)
            self.progress = src.get("progress", UNSET)
            self.remixed_from_video_id = src.get("remixed_from_video_id", UNSET)
            self.error = src.get("error", UNSET)
            self.usage = src.get("usage", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "id": self.id,
            "object": self.object_,
            "status": plain(self.status),
            "created_at": self.created_at,
            "completed_at": self.completed_at,
            "expires_at": self.expires_at,
            "model": self.model,
            "seconds": self.seconds,
            "size": self.size,
            "progress": self.progress,
            "remixed_from_video_id": self.remixed_from_video_id,
            "error": plain(self.error),
            "usage": plain(self.usage),
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
    ("id", "id", None),
    ("object", "object_", None),
    ("status", "status", VideoStatus.of),
    ("created_at", "created_at", None),
    ("completed_at", "completed_at", None),
    ("expires_at", "expires_at", None),
    ("model", "model", None),
    ("seconds", "seconds", None),
    ("size", "size", None),
    ("progress", "progress", None),
    ("remixed_from_video_id", "remixed_from_video_id", None),
    ("error", "error", None),
    ("usage", "usage", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
_VideoStatus = Words(VideoStatus)
