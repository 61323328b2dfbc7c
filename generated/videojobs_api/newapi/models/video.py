# Generated from spec/newapi: new-api, written from https://github.com/QuantumNous/new-api; OpenAPI 3.1.0, version
# 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes
# it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define, field

from videojobs.http.converters import Field, as_model, extra_keys, plain, read_fields
from videojobs.http.enums import Words
from videojobs.http.unset import UNSET, Unset

from .usage import Usage
from .video_error import VideoError
from .video_metadata import VideoMetadata
from .video_status import VideoStatus


@define(kw_only=True)
class Video:
    """A job and its state. What is not known is absent.

    Attributes:
        id: Id of the job.
        task_id: The id once more; older.
        object_: Always `video`.
        model: Model that renders.
        status: Where the job stands.
        progress: Percent done, 0 to 100.
        created_at: When the job was created, in Unix seconds; the published example has milliseconds.
        completed_at: When the job last changed, in Unix seconds; sent while it runs, too.
        expires_at: When the clip is thrown away, in Unix seconds.
        seconds: Length of the clip in seconds.
        size: Width and height in pixels.
        remixed_from_video_id: Id of the video that this one remixes.
        error: Why the job failed.
        usage: Tokens, where the upstream counts them.
        metadata: Further facts.
    """

    id: str
    task_id: str | Unset = UNSET
    object_: Literal["video"] = "video"
    model: str
    status: VideoStatus
    progress: int
    created_at: int
    completed_at: int | Unset = UNSET
    expires_at: int | Unset = UNSET
    seconds: str | Unset = UNSET
    size: str | Unset = UNSET
    remixed_from_video_id: str | Unset = UNSET
    error: VideoError | Unset = UNSET
    usage: Usage | Unset = UNSET
    metadata: VideoMetadata | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            self.id = src["id"]
            self.object_ = src["object"]
            self.model = src["model"]
            self.status = _VideoStatus[src["status"]]
            self.progress = src["progress"]
            self.created_at = src["created_at"]
            if len(src) == 6:  # these keys, and no other
                self.task_id = UNSET
                self.completed_at = UNSET
                self.expires_at = UNSET
                self.seconds = UNSET
                self.size = UNSET
                self.remixed_from_video_id = UNSET
                self.error = UNSET
                self.usage = UNSET
                self.metadata = UNSET
                self.additional_properties = {}
                return self
            self.task_id = src.get("task_id", UNSET)
            self.completed_at = src.get("completed_at", UNSET)
            self.expires_at = src.get("expires_at", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.size = src.get("size", UNSET)
            self.remixed_from_video_id = src.get("remixed_from_video_id", UNSET)
            self.error = as_model(VideoError, src.get("error", UNSET))
            self.usage = as_model(Usage, src.get("usage", UNSET))
            self.metadata = as_model(VideoMetadata, src.get("metadata", UNSET))
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "id": self.id,
            "task_id": self.task_id,
            "object": self.object_,
            "model": self.model,
            "status": plain(self.status),
            "progress": self.progress,
            "created_at": self.created_at,
            "completed_at": self.completed_at,
            "expires_at": self.expires_at,
            "seconds": self.seconds,
            "size": self.size,
            "remixed_from_video_id": self.remixed_from_video_id,
            "error": plain(self.error),
            "usage": plain(self.usage),
            "metadata": plain(self.metadata),
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
    ("task_id", "task_id", None),
    ("object", "object_", None),
    ("model", "model", None),
    ("status", "status", VideoStatus.of),
    ("progress", "progress", None),
    ("created_at", "created_at", None),
    ("completed_at", "completed_at", None),
    ("expires_at", "expires_at", None),
    ("seconds", "seconds", None),
    ("size", "size", None),
    ("remixed_from_video_id", "remixed_from_video_id", None),
    ("error", "error", lambda value: as_model(VideoError, value)),
    ("usage", "usage", lambda value: as_model(Usage, value)),
    ("metadata", "metadata", lambda value: as_model(VideoMetadata, value)),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
_VideoStatus = Words(VideoStatus)
