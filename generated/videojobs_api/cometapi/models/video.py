# Generated from spec/cometapi by `make generate`; not edited by hand.

"""The schema Video."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.enums import Members
from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .video_error import VideoError
from .video_status import VideoStatus


@define(kw_only=True)
class Video(Model[Any]):
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

    WIRE_NAMES: ClassVar = {"object_": "object"}
    CONVERTERS: ClassVar = {"status": VideoStatus.of, "error": lambda value: as_model(VideoError, value)}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
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
                self.completed_at = self.expires_at = self.prompt = self.remixed_from_video_id = self.error = (
                    self.task_id
                ) = self.video_url = UNSET
                self.additional_properties = {}
                return self
            self.completed_at = src.get("completed_at", UNSET)
            self.expires_at = src.get("expires_at", UNSET)
            self.prompt = src.get("prompt", UNSET)
            self.remixed_from_video_id = src.get("remixed_from_video_id", UNSET)
            self.error = None if (value := src.get("error", UNSET)) is None else as_model(VideoError, value)
            self.task_id = src.get("task_id", UNSET)
            self.video_url = src.get("video_url", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self


_VideoStatus = Members(VideoStatus)
