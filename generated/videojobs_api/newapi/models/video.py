# Generated from spec/newapi by `make generate`; not edited by hand.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define, field

from videojobs.http.enums import Members
from videojobs.http.models import Model, as_model
from videojobs.http.types import UNSET, Unset

from .usage import Usage
from .video_error import VideoError
from .video_metadata import VideoMetadata
from .video_status import VideoStatus


@define(kw_only=True)
class Video(Model[Any]):
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

    WIRE_NAMES = {"object_": "object"}
    CONVERTERS = {
        "status": VideoStatus.of,
        "error": lambda value: as_model(VideoError, value),
        "usage": lambda value: as_model(Usage, value),
        "metadata": lambda value: as_model(VideoMetadata, value),
    }

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
            if len(src) == 6:  # these keys, and no other
                self.task_id = self.completed_at = self.expires_at = self.seconds = self.size = (
                    self.remixed_from_video_id
                ) = self.error = self.usage = self.metadata = UNSET
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
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self


_VideoStatus = Members(VideoStatus)
