# Generated from spec/cometapi: CometAPI, transcribed from https://apidoc.cometapi.com; OpenAPI 3.1.0, version
# 2026-11-21. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.converters import Field, as_model, extra_keys, plain, read_fields
from videojobs.http.enums import Words
from videojobs.http.unset import UNSET, Unset

from .video_error import VideoError
from .video_status import VideoStatus


@define(kw_only=True)
class Video:
    """A job and its state.

    Attributes:
        id: Id of the job.
        object_: Always `video`.
        model: Name of the backend that renders, not the alias that was sent.
        status: Where the job stands.
        progress: Percent done, 0 to 100.
        created_at: When the job was created, in Unix seconds.
        completed_at: When the job was finished, in Unix seconds; null while it runs.
        expires_at: When the clip is thrown away, in Unix seconds; null if that is not known.
        prompt: The prompt of the job.
        seconds: Length of the clip in seconds; empty for some models.
        size: Width and height in pixels, or a ratio.
        remixed_from_video_id: Id of the video that this one remixes; null if it is no remix.
        error: Why the job failed; null if it has not.
        task_id: The id once more; only some models send it.
        video_url: Where the clip is, once the job is completed; only some models send it.
    """

    id: str
    object_: str
    model: str
    status: VideoStatus
    progress: int
    created_at: int | Unset = UNSET
    completed_at: int | None | Unset = UNSET
    expires_at: int | None | Unset = UNSET
    prompt: str | Unset = UNSET
    seconds: str | Unset = UNSET
    size: str | Unset = UNSET
    remixed_from_video_id: str | None | Unset = UNSET
    error: VideoError | None | Unset = UNSET
    task_id: str | Unset = UNSET
    video_url: str | Unset = UNSET
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
            self.seconds = src["seconds"]
            self.size = src["size"]
            if len(src) == 8:  # these keys, and no other
                self.completed_at = UNSET
                self.expires_at = UNSET
                self.prompt = UNSET
                self.remixed_from_video_id = UNSET
                self.error = UNSET
                self.task_id = UNSET
                self.video_url = UNSET
                self.additional_properties = {}
                return self
            self.completed_at = src.get("completed_at", UNSET)
            self.expires_at = src.get("expires_at", UNSET)
            self.prompt = src.get("prompt", UNSET)
            self.remixed_from_video_id = src.get("remixed_from_video_id", UNSET)
            self.error = None if (value := src.get("error", UNSET)) is None else as_model(VideoError, value)
            self.task_id = src.get("task_id", UNSET)
            self.video_url = src.get("video_url", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "id": self.id,
            "object": self.object_,
            "model": self.model,
            "status": plain(self.status),
            "progress": self.progress,
            "created_at": self.created_at,
            "completed_at": self.completed_at,
            "expires_at": self.expires_at,
            "prompt": self.prompt,
            "seconds": self.seconds,
            "size": self.size,
            "remixed_from_video_id": self.remixed_from_video_id,
            "error": plain(self.error),
            "task_id": self.task_id,
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
    ("id", "id", None),
    ("object", "object_", None),
    ("model", "model", None),
    ("status", "status", VideoStatus.of),
    ("progress", "progress", None),
    ("created_at", "created_at", None),
    ("completed_at", "completed_at", None),
    ("expires_at", "expires_at", None),
    ("prompt", "prompt", None),
    ("seconds", "seconds", None),
    ("size", "size", None),
    ("remixed_from_video_id", "remixed_from_video_id", None),
    ("error", "error", lambda value: as_model(VideoError, value)),
    ("task_id", "task_id", None),
    ("video_url", "video_url", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
_VideoStatus = Words(VideoStatus)
