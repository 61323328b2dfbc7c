# Generated from spec/sglang by `make generate`; not edited by hand.

"""The schema VideoResponse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .video_response_error import VideoResponseError


@define(kw_only=True)
class VideoResponse(Model[Any]):
    """A job and its state.

    Attributes:
        id: Id of the job.
        object_: Always `video`. The server's default is 'video'.
        model: As requested; `sora-2` if nothing was. The server's default is 'sora-2'.
        status: Where the job stands. The server's default is 'queued'.
        progress: Percent done, 0 to 100. The server's default is 0.
        created_at: When the job was created, in Unix seconds.
        size: Width and height in pixels; may be empty. The server's default is ''.
        seconds: Length of the clip in seconds. The server's default is '4'.
        quality: Always `standard`. The server's default is 'standard'.
        url: Where the clip is, if it was moved to a bucket.
        urls: Where the clips are, one per output; null for a clip that is on the server.
        remixed_from_video_id: Always null.
        completed_at: When it was completed; null before.
        expires_at: Always null.
        error: Why the job failed; null if it has not.
        file_path: The file's path on the server.
        file_paths: The files' paths on the server, one per output.
        num_outputs: How many clips were rendered.
        peak_memory_mb: Most memory in use, in MB.
        inference_time_s: Seconds that rendering took.
        revised_prompt: The prompt after it was rewritten; null if it was not.
        action: Values of an action, from models that render one.
        lidar: Points of a lidar, from models that render them.
    """

    id: str
    object_: str | Unset = UNSET
    model: str | Unset = UNSET
    status: str | Unset = UNSET
    progress: int | Unset = UNSET
    created_at: int | Unset = UNSET
    size: str | Unset = UNSET
    seconds: str | Unset = UNSET
    quality: str | Unset = UNSET
    url: str | None | Unset = UNSET
    urls: list[str | None] | None | Unset = UNSET
    remixed_from_video_id: str | None | Unset = UNSET
    completed_at: int | None | Unset = UNSET
    expires_at: int | None | Unset = UNSET
    error: VideoResponseError | None | Unset = UNSET
    file_path: str | None | Unset = UNSET
    file_paths: list[str | None] | None | Unset = UNSET
    num_outputs: int | None | Unset = UNSET
    peak_memory_mb: float | None | Unset = UNSET
    inference_time_s: float | None | Unset = UNSET
    revised_prompt: str | None | Unset = UNSET
    action: dict[str, Any] | None | Unset = UNSET
    lidar: dict[str, Any] | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}
    CONVERTERS: ClassVar = {"error": lambda value: as_model(VideoResponseError, value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.id = src["id"]
            if len(src) == 1:  # these keys, and no other
                self.object_ = self.model = self.status = self.progress = self.created_at = self.size = self.seconds = (
                    self.quality
                ) = self.url = self.urls = self.remixed_from_video_id = self.completed_at = self.expires_at = (
                    self.error
                ) = self.file_path = self.file_paths = self.num_outputs = self.peak_memory_mb = (
                    self.inference_time_s
                ) = self.revised_prompt = self.action = self.lidar = UNSET
                self.additional_properties = {}
                return self
            self.object_ = src.get("object", UNSET)
            self.model = src.get("model", UNSET)
            self.status = src.get("status", UNSET)
            self.progress = src.get("progress", UNSET)
            self.created_at = src.get("created_at", UNSET)
            self.size = src.get("size", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.quality = src.get("quality", UNSET)
            self.url = src.get("url", UNSET)
            self.urls = src.get("urls", UNSET)
            self.remixed_from_video_id = src.get("remixed_from_video_id", UNSET)
            self.completed_at = src.get("completed_at", UNSET)
            self.expires_at = src.get("expires_at", UNSET)
            self.error = None if (value := src.get("error", UNSET)) is None else as_model(VideoResponseError, value)
            self.file_path = src.get("file_path", UNSET)
            self.file_paths = src.get("file_paths", UNSET)
            self.num_outputs = src.get("num_outputs", UNSET)
            self.peak_memory_mb = src.get("peak_memory_mb", UNSET)
            self.inference_time_s = src.get("inference_time_s", UNSET)
            self.revised_prompt = src.get("revised_prompt", UNSET)
            self.action = src.get("action", UNSET)
            self.lidar = src.get("lidar", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
