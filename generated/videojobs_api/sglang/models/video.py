# Generated from spec/sglang: SGLang diffusion, written from https://github.com/sgl-project/sglang; OpenAPI 3.1.0,
# version 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
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
        object_: Always `video`. The server's default is 'video'.
        model: As asked for; `sora-2` if nothing was.
        status: Where the job stands.
        progress: Percent done, 0 to 100.
        created_at: When the job was created, in Unix seconds.
        size: Width and height in pixels; may be empty.
        seconds: Length of the clip in seconds.
        quality: Always `standard`. The server's default is 'standard'.
        url: Where the clip is, if it was moved to a bucket.
        remixed_from_video_id: Always null.
        completed_at: When it was completed; null before.
        expires_at: Always null.
        error: Why the job failed; null if it has not.
        file_path: The file's path on the server.
        peak_memory_mb: Most memory in use, in MB.
        inference_time_s: Seconds that rendering took.
    """

    id: str
    object_: str
    model: str
    status: VideoStatus
    progress: int
    created_at: int
    size: str
    seconds: str
    quality: str
    url: str | None | Unset = UNSET
    remixed_from_video_id: str | None | Unset = UNSET
    completed_at: int | None | Unset = UNSET
    expires_at: int | None | Unset = UNSET
    error: VideoError | None | Unset = UNSET
    file_path: str | None | Unset = UNSET
    peak_memory_mb: float | None | Unset = UNSET
    inference_time_s: float | None | Unset = UNSET
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
            self.size = src["size"]
            self.seconds = src["seconds"]
            self.quality = src["quality"]
            if len(src) == 9:  # these keys, and no other
                self.url = UNSET
                self.remixed_from_video_id = UNSET
                self.completed_at = UNSET
                self.expires_at = UNSET
                self.error = UNSET
                self.file_path = UNSET
                self.peak_memory_mb = UNSET
                self.inference_time_s = UNSET
                self.additional_properties = {}
                return self
            self.url = src.get("url", UNSET)
            self.remixed_from_video_id = src.get("remixed_from_video_id", UNSET)
            self.completed_at = src.get("completed_at", UNSET)
            self.expires_at = src.get("expires_at", UNSET)
            self.error = None if (value := src.get("error", UNSET)) is None else as_model(VideoError, value)
            self.file_path = src.get("file_path", UNSET)
            self.peak_memory_mb = src.get("peak_memory_mb", UNSET)
            self.inference_time_s = src.get("inference_time_s", UNSET)
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
            "size": self.size,
            "seconds": self.seconds,
            "quality": self.quality,
            "url": self.url,
            "remixed_from_video_id": self.remixed_from_video_id,
            "completed_at": self.completed_at,
            "expires_at": self.expires_at,
            "error": plain(self.error),
            "file_path": self.file_path,
            "peak_memory_mb": self.peak_memory_mb,
            "inference_time_s": self.inference_time_s,
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
    ("size", "size", None),
    ("seconds", "seconds", None),
    ("quality", "quality", None),
    ("url", "url", None),
    ("remixed_from_video_id", "remixed_from_video_id", None),
    ("completed_at", "completed_at", None),
    ("expires_at", "expires_at", None),
    ("error", "error", lambda value: as_model(VideoError, value)),
    ("file_path", "file_path", None),
    ("peak_memory_mb", "peak_memory_mb", None),
    ("inference_time_s", "inference_time_s", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
_VideoStatus = Words(VideoStatus)
