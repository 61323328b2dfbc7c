# Generated from spec/poe by `make generate`; not edited by hand.

"""The schema Video."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define, field

from videojobs.http.enums import Members
from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset

from .video_status import VideoStatus


@define(kw_only=True)
class Video(Model[Any]):
    """A job and its state. No key is promised.

    Attributes:
        id: Id of the video.
        object_: Always `video`.
        status: Where the job stands.
        created_at: When the job was created, in Unix seconds.
        completed_at: When the job was completed, in Unix seconds; null before.
        expires_at: When the clip is thrown away, in Unix seconds.
        model: Bot that renders.
        seconds: Length of the clip in seconds.
        size: Width and height in pixels.
        progress: Percent done. 0 to 100.
        remixed_from_video_id: Id of the video that this one remixes.
        error: Why the job failed; null if it has not.
        usage: Points that the job cost; null until it is completed.
    """

    id: str | Unset = UNSET
    object_: Literal["video"] | Unset = UNSET
    status: VideoStatus | Unset = UNSET
    created_at: int | Unset = UNSET
    completed_at: int | None | Unset = UNSET
    expires_at: int | None | Unset = UNSET
    model: str | Unset = UNSET
    seconds: int | Unset = UNSET
    size: str | Unset = UNSET
    progress: int | Unset = UNSET
    remixed_from_video_id: str | None | Unset = UNSET
    error: dict[str, Any] | None | Unset = UNSET
    usage: dict[str, Any] | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}
    CONVERTERS: ClassVar = {"status": VideoStatus.of}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.id = self.object_ = self.status = self.created_at = self.completed_at = self.expires_at = (
                    self.model
                ) = self.seconds = self.size = self.progress = self.remixed_from_video_id = self.error = self.usage = (
                    UNSET
                )
                self.additional_properties = {}
                return self
            self.id = src.get("id", UNSET)
            self.object_ = src.get("object", UNSET)
            self.status = _VideoStatus[src.get("status", UNSET)]
            self.created_at = src.get("created_at", UNSET)
            self.completed_at = src.get("completed_at", UNSET)
            self.expires_at = src.get("expires_at", UNSET)
            self.model = src.get("model", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.size = src.get("size", UNSET)
            self.progress = src.get("progress", UNSET)
            self.remixed_from_video_id = src.get("remixed_from_video_id", UNSET)
            self.error = src.get("error", UNSET)
            self.usage = src.get("usage", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self


_VideoStatus = Members(VideoStatus)
