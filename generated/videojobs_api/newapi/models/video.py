# Generated from spec/newapi by `make generate`; not edited by hand.

"""The schema Video."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define, field

from videojobs.http.enums import Members
from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .open_ai_video_error import OpenAIVideoError
from .usage import Usage
from .video_metadata import VideoMetadata
from .video_status import VideoStatus


@define(kw_only=True)
class Video(Model[Any]):
    """A job and its state.

    Attributes:
        id: Id of the job.
        task_id: The id once more, in the response to its creation.
        object_: Always `video`.
        model: Model that renders; empty for some upstreams.
        progress: Percent done, 0 to 100.
        created_at: When the job was created, in Unix seconds, or milliseconds for some upstreams.
        completed_at: When the job last changed; sent while it runs, too.
        expires_at: When the clip is deleted.
        prompt: The prompt of the job.
        seconds: Length of the clip in seconds.
        size: Width and height in pixels.
        remixed_from_video_id: Id of the video that this one remixes.
    """

    id: str
    task_id: str | Unset = UNSET
    object_: Literal["video"] | Unset = UNSET
    model: str | Unset = UNSET
    status: VideoStatus | Unset = UNSET
    progress: int | Unset = UNSET
    created_at: int | Unset = UNSET
    completed_at: int | None | Unset = UNSET
    expires_at: int | None | Unset = UNSET
    prompt: str | None | Unset = UNSET
    seconds: str | Unset = UNSET
    size: str | Unset = UNSET
    remixed_from_video_id: str | None | Unset = UNSET
    error: OpenAIVideoError | None | Unset = UNSET
    usage: Usage | Unset = UNSET
    metadata: VideoMetadata | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}
    CONVERTERS: ClassVar = {
        "status": VideoStatus.of,
        "error": lambda value: as_model(OpenAIVideoError, value),
        "usage": lambda value: as_model(Usage, value),
        "metadata": lambda value: as_model(VideoMetadata, value),
    }

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.id = src["id"]
            if len(src) == 1:  # these keys, and no other
                self.task_id = self.object_ = self.model = self.status = self.progress = self.created_at = (
                    self.completed_at
                ) = self.expires_at = self.prompt = self.seconds = self.size = self.remixed_from_video_id = (
                    self.error
                ) = self.usage = self.metadata = UNSET
                self.additional_properties = {}
                return self
            self.task_id = src.get("task_id", UNSET)
            self.object_ = src.get("object", UNSET)
            self.model = src.get("model", UNSET)
            self.status = _VideoStatus[src.get("status", UNSET)]
            self.progress = src.get("progress", UNSET)
            self.created_at = src.get("created_at", UNSET)
            self.completed_at = src.get("completed_at", UNSET)
            self.expires_at = src.get("expires_at", UNSET)
            self.prompt = src.get("prompt", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.size = src.get("size", UNSET)
            self.remixed_from_video_id = src.get("remixed_from_video_id", UNSET)
            self.error = None if (value := src.get("error", UNSET)) is None else as_model(OpenAIVideoError, value)
            self.usage = as_model(Usage, src.get("usage", UNSET))
            self.metadata = as_model(VideoMetadata, src.get("metadata", UNSET))
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self


_VideoStatus = Members(VideoStatus)
