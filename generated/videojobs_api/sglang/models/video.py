# Generated from spec/sglang by `make generate`; not edited by hand.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.enums import Members
from videojobs.http.models import Model, as_model
from videojobs.http.types import UNSET, Unset

from .video_error import VideoError
from .video_status import VideoStatus


@define(kw_only=True)
class Video(Model[Any]):
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

    WIRE_NAMES = {"object_": "object"}
    CONVERTERS = {"status": VideoStatus.of, "error": lambda value: as_model(VideoError, value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
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
                self.url = self.remixed_from_video_id = self.completed_at = self.expires_at = self.error = (
                    self.file_path
                ) = self.peak_memory_mb = self.inference_time_s = UNSET
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
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self


_VideoStatus = Members(VideoStatus)
