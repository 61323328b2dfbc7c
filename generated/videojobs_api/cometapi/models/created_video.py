# Generated from spec/cometapi by `make generate`; not edited by hand.

"""The schema CreatedVideo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.enums import Members
from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset

from .video_status import VideoStatus


@define(kw_only=True)
class CreatedVideo(Model[Any]):
    """A job just created. It has no nullable keys.

    Attributes:
        id: Id of the job.
        object_: Always `video`.
        model: Name of the backend that renders, not the alias that was sent.
        status: Where the job stands.
        progress: Percent done, 0 to 100.
        created_at: When the job was created, in Unix seconds.
        seconds: Length of the clip in seconds; empty for some models.
        size: Width and height in pixels, or a ratio.
        task_id: The id once more; only some models send it.
    """

    id: str
    object_: str
    model: str
    status: VideoStatus
    progress: int
    created_at: int
    seconds: str | Unset = UNSET
    size: str | Unset = UNSET
    task_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}
    CONVERTERS: ClassVar = {"status": VideoStatus.of}

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
                self.task_id = UNSET
                self.additional_properties = {}
                return self
            self.task_id = src.get("task_id", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self


_VideoStatus = Members(VideoStatus)
