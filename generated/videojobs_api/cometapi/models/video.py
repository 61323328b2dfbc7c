# Generated from spec/cometapi: CometAPI, transcribed from https://apidoc.cometapi.com; OpenAPI 3.1.0, version
# 2026-11-21. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.runtime.codec import as_model, extra_keys, plain
from videojobs.runtime.unset import UNSET, Unset

from .video_error import VideoError
from .video_status import VideoStatus

_KEYS: frozenset[str] = frozenset(
    [
        "id",
        "object",
        "model",
        "status",
        "progress",
        "created_at",
        "completed_at",
        "expires_at",
        "prompt",
        "seconds",
        "size",
        "remixed_from_video_id",
        "error",
        "task_id",
        "video_url",
    ]
)


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
        get = src.get
        self.id = get("id", UNSET)
        self.object_ = get("object", UNSET)
        self.model = get("model", UNSET)
        self.status = VideoStatus.of(get("status", UNSET))
        self.progress = get("progress", UNSET)
        self.created_at = get("created_at", UNSET)
        self.completed_at = get("completed_at", UNSET)
        self.expires_at = get("expires_at", UNSET)
        self.prompt = get("prompt", UNSET)
        self.seconds = get("seconds", UNSET)
        self.size = get("size", UNSET)
        self.remixed_from_video_id = get("remixed_from_video_id", UNSET)
        self.error = as_model(VideoError, get("error", UNSET))
        self.task_id = get("task_id", UNSET)
        self.video_url = get("video_url", UNSET)
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
