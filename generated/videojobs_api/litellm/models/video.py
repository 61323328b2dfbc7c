# Generated from spec/litellm by `make generate`; not edited by hand.

"""The schema Video."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define, field

from videojobs.http.enums import Members
from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .usage import Usage
from .video_error import VideoError
from .video_status import VideoStatus


@define(kw_only=True)
class Video(Model[Any]):
    """A job and its state. What the upstream does not report is null.

    Attributes:
        id: Id of the job: `video_` and base64, so it may hold `+`, `/` and `=`. Retrieving and remixing spell the
            id of the same job otherwise, and only that of the create operation leads back to it.
        object_: Always `video`.
        status: The state of the job.
        created_at: When the job was created, in Unix seconds; 0 if the upstream does not report it when it creates
            one.
        completed_at: When it was finished; null before.
        expires_at: When the clip is deleted.
        error: Why the job failed; null if it has not.
        progress: Percent done, 0 to 100.
        remixed_from_video_id: Id of the video that this one remixes, as the upstream has it.
        seconds: Length of the clip in seconds.
        size: Width and height in pixels.
        model: Model that renders, by the proxy's name for it.
        usage: What is charged for; null unless the job was just created.
    """

    id: str
    object_: Literal["video"] = "video"
    status: VideoStatus
    created_at: int | None | Unset = UNSET
    completed_at: int | None | Unset = UNSET
    expires_at: int | None | Unset = UNSET
    error: VideoError | None | Unset = UNSET
    progress: int | None | Unset = UNSET
    remixed_from_video_id: str | None | Unset = UNSET
    seconds: str | None | Unset = UNSET
    size: str | None | Unset = UNSET
    model: str | None | Unset = UNSET
    usage: Usage | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}
    CONVERTERS: ClassVar = {
        "status": VideoStatus.of,
        "error": lambda value: as_model(VideoError, value),
        "usage": lambda value: as_model(Usage, value),
    }

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.id = src["id"]
            self.object_ = src["object"]
            self.status = _VideoStatus[src["status"]]
            if len(src) == 3:  # these keys, and no other
                self.created_at = self.completed_at = self.expires_at = self.error = self.progress = (
                    self.remixed_from_video_id
                ) = self.seconds = self.size = self.model = self.usage = UNSET
                self.additional_properties = {}
                return self
            self.created_at = src.get("created_at", UNSET)
            self.completed_at = src.get("completed_at", UNSET)
            self.expires_at = src.get("expires_at", UNSET)
            self.error = None if (value := src.get("error", UNSET)) is None else as_model(VideoError, value)
            self.progress = src.get("progress", UNSET)
            self.remixed_from_video_id = src.get("remixed_from_video_id", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.size = src.get("size", UNSET)
            self.model = src.get("model", UNSET)
            self.usage = None if (value := src.get("usage", UNSET)) is None else as_model(Usage, value)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self


_VideoStatus = Members(VideoStatus)
