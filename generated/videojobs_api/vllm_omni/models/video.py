# Generated from spec/vllm-omni: vLLM-Omni, written from https://github.com/vllm-project/vllm-omni; OpenAPI 3.1.0,
# version 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

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
        model: Model that renders.
        status: Where the job stands.
        progress: Percent done, 0 to 100.
        created_at: When the job was created, in Unix seconds.
        completed_at: When it was finished, well or badly; null before.
        expires_at: When the file is thrown away.
        prompt: The prompt of the job.
        size: Width and height in pixels.
        seconds: Length of the clip in seconds.
        quality: Always `default`. The server's default is 'default'.
        remixed_from_video_id: Always null.
        error: Why the job failed; null if it has not.
        media_type: Media type of the file.
        file_name: Name of the file.
        inference_time_s: Seconds that rendering took.
        stage_durations: Seconds per stage.
        peak_memory_mb: Most memory in use, in MB.
    """

    id: str
    object_: Literal["video"] | Unset = UNSET
    model: str | Unset = UNSET
    status: VideoStatus
    progress: int | Unset = UNSET
    created_at: int
    completed_at: int | None | Unset = UNSET
    expires_at: int | None | Unset = UNSET
    prompt: str | None | Unset = UNSET
    size: str | None | Unset = UNSET
    seconds: str | None | Unset = UNSET
    quality: str | Unset = UNSET
    remixed_from_video_id: str | None | Unset = UNSET
    error: VideoError | None | Unset = UNSET
    media_type: str | None | Unset = UNSET
    file_name: str | None | Unset = UNSET
    inference_time_s: float | None | Unset = UNSET
    stage_durations: dict[str, Any] | None | Unset = UNSET
    peak_memory_mb: float | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            self.id = src["id"]
            self.status = _VideoStatus[src["status"]]
            self.created_at = src["created_at"]
            if len(src) == 3:  # these keys, and no other
                self.object_ = UNSET
                self.model = UNSET
                self.progress = UNSET
                self.completed_at = UNSET
                self.expires_at = UNSET
                self.prompt = UNSET
                self.size = UNSET
                self.seconds = UNSET
                self.quality = UNSET
                self.remixed_from_video_id = UNSET
                self.error = UNSET
                self.media_type = UNSET
                self.file_name = UNSET
                self.inference_time_s = UNSET
                self.stage_durations = UNSET
                self.peak_memory_mb = UNSET
                self.additional_properties = {}
                return self
            self.object_ = src.get("object", UNSET)
            self.model = src.get("model", UNSET)
            self.progress = src.get("progress", UNSET)
            self.completed_at = src.get("completed_at", UNSET)
            self.expires_at = src.get("expires_at", UNSET)
            self.prompt = src.get("prompt", UNSET)
            self.size = src.get("size", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.quality = src.get("quality", UNSET)
            self.remixed_from_video_id = src.get("remixed_from_video_id", UNSET)
            self.error = None if (value := src.get("error", UNSET)) is None else as_model(VideoError, value)
            self.media_type = src.get("media_type", UNSET)
            self.file_name = src.get("file_name", UNSET)
            self.inference_time_s = src.get("inference_time_s", UNSET)
            self.stage_durations = src.get("stage_durations", UNSET)
            self.peak_memory_mb = src.get("peak_memory_mb", UNSET)
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
            "size": self.size,
            "seconds": self.seconds,
            "quality": self.quality,
            "remixed_from_video_id": self.remixed_from_video_id,
            "error": plain(self.error),
            "media_type": self.media_type,
            "file_name": self.file_name,
            "inference_time_s": self.inference_time_s,
            "stage_durations": plain(self.stage_durations),
            "peak_memory_mb": self.peak_memory_mb,
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
    ("size", "size", None),
    ("seconds", "seconds", None),
    ("quality", "quality", None),
    ("remixed_from_video_id", "remixed_from_video_id", None),
    ("error", "error", lambda value: as_model(VideoError, value)),
    ("media_type", "media_type", None),
    ("file_name", "file_name", None),
    ("inference_time_s", "inference_time_s", None),
    ("stage_durations", "stage_durations", None),
    ("peak_memory_mb", "peak_memory_mb", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
_VideoStatus = Words(VideoStatus)
