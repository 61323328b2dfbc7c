# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""The schema VideoResponse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define, field

from videojobs.http.enums import Members
from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .video_action import VideoAction
from .video_error import VideoError
from .video_generation_status import VideoGenerationStatus


@define(kw_only=True)
class VideoResponse(Model[Any]):
    """A job and its state.

    Attributes:
        id: Id of the job.
        object_: Always `video`.
        model: Model that renders.
        status: Where the job stands. The server's default is 'queued'.
        progress: Percent done, 0 to 100. The server's default is 0.
        created_at: When the job was created, in Unix seconds.
        completed_at: When it was finished, well or badly; null before.
        expires_at: When the file is thrown away.
        prompt: The prompt of the job.
        size: Width and height in pixels.
        seconds: Length of the clip in seconds. The server's default is '4'.
        quality: Always `default`. The server's default is 'default'.
        remixed_from_video_id: Always null.
        error: Why the job failed; null if it has not.
        media_type: Media type of the file.
        file_name: Name of the file.
        inference_time_s: Seconds that rendering took.
        fps: Frames per second of the clip, if known.
        num_frames: Frames of the clip, if known.
        duration_s: Length of the rendered clip in seconds, if known.
        metrics: Measurements of the stages, if they were requested.
        stage_durations: Seconds per stage.
        peak_memory_mb: Most memory in use, in MB. The server's default is 0.0.
        action: Values of an action, from models that render one.
    """

    id: str | Unset = UNSET
    object_: Literal["video"] | Unset = UNSET
    model: str | Unset = UNSET
    status: VideoGenerationStatus | Unset = UNSET
    progress: int | Unset = UNSET
    created_at: int | Unset = UNSET
    completed_at: int | None | Unset = UNSET
    expires_at: int | None | Unset = UNSET
    prompt: str | Unset = UNSET
    size: str | None | Unset = UNSET
    seconds: str | Unset = UNSET
    quality: str | Unset = UNSET
    remixed_from_video_id: str | None | Unset = UNSET
    error: VideoError | None | Unset = UNSET
    media_type: Literal["video/mp4"] | Unset = UNSET
    file_name: str | None | Unset = UNSET
    inference_time_s: float | None | Unset = UNSET
    fps: float | None | Unset = UNSET
    num_frames: int | None | Unset = UNSET
    duration_s: float | None | Unset = UNSET
    metrics: dict[str, Any] | None | Unset = UNSET
    stage_durations: dict[str, float] | Unset = UNSET
    peak_memory_mb: float | Unset = UNSET
    action: VideoAction | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}
    CONVERTERS: ClassVar = {
        "status": VideoGenerationStatus.of,
        "error": lambda value: as_model(VideoError, value),
        "action": lambda value: as_model(VideoAction, value),
    }

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.model = src["model"]
            self.prompt = src["prompt"]
            if len(src) == 2:  # these keys, and no other
                self.id = self.object_ = self.status = self.progress = self.created_at = self.completed_at = (
                    self.expires_at
                ) = self.size = self.seconds = self.quality = self.remixed_from_video_id = self.error = (
                    self.media_type
                ) = self.file_name = self.inference_time_s = self.fps = self.num_frames = self.duration_s = (
                    self.metrics
                ) = self.stage_durations = self.peak_memory_mb = self.action = UNSET
                self.additional_properties = {}
                return self
            self.id = src.get("id", UNSET)
            self.object_ = src.get("object", UNSET)
            self.status = _VideoGenerationStatus[src.get("status", UNSET)]
            self.progress = src.get("progress", UNSET)
            self.created_at = src.get("created_at", UNSET)
            self.completed_at = src.get("completed_at", UNSET)
            self.expires_at = src.get("expires_at", UNSET)
            self.size = src.get("size", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.quality = src.get("quality", UNSET)
            self.remixed_from_video_id = src.get("remixed_from_video_id", UNSET)
            self.error = None if (value := src.get("error", UNSET)) is None else as_model(VideoError, value)
            self.media_type = src.get("media_type", UNSET)
            self.file_name = src.get("file_name", UNSET)
            self.inference_time_s = src.get("inference_time_s", UNSET)
            self.fps = src.get("fps", UNSET)
            self.num_frames = src.get("num_frames", UNSET)
            self.duration_s = src.get("duration_s", UNSET)
            self.metrics = src.get("metrics", UNSET)
            self.stage_durations = src.get("stage_durations", UNSET)
            self.peak_memory_mb = src.get("peak_memory_mb", UNSET)
            self.action = None if (value := src.get("action", UNSET)) is None else as_model(VideoAction, value)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self


_VideoGenerationStatus = Members(VideoGenerationStatus)
