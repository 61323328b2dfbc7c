# Generated from spec/together by `make generate`; not edited by hand.

"""The schema VideoJob."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define, field

from videojobs.http.enums import Members
from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .video_job_error import VideoJobError
from .video_job_outputs import VideoJobOutputs
from .video_status import VideoStatus


@define(kw_only=True)
class VideoJob(Model[Any]):
    """A job and its state.

    Attributes:
        id: Id of the job.
        object_: Always `video`.
        model: Model that renders.
        status: The state of the job.
        created_at: When the job was created, in Unix seconds.
        completed_at: When it was completed, in Unix seconds.
        size: Width and height in pixels.
        seconds: Length of the clip in seconds.
        error: Why the job failed.
        outputs: The clip and its price, once the job is completed.
    """

    id: str
    object_: Literal["video"] | Unset = UNSET
    model: str
    status: VideoStatus
    created_at: float
    completed_at: float | Unset = UNSET
    size: str
    seconds: str
    error: VideoJobError | Unset = UNSET
    outputs: VideoJobOutputs | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}
    CONVERTERS: ClassVar = {
        "status": VideoStatus.of,
        "error": lambda value: as_model(VideoJobError, value),
        "outputs": lambda value: as_model(VideoJobOutputs, value),
    }

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.id = src["id"]
            self.model = src["model"]
            self.status = _VideoStatus[src["status"]]
            self.created_at = src["created_at"]
            self.size = src["size"]
            self.seconds = src["seconds"]
            if len(src) == 6:  # these keys, and no other
                self.object_ = self.completed_at = self.error = self.outputs = UNSET
                self.additional_properties = {}
                return self
            self.object_ = src.get("object", UNSET)
            self.completed_at = src.get("completed_at", UNSET)
            self.error = as_model(VideoJobError, src.get("error", UNSET))
            self.outputs = as_model(VideoJobOutputs, src.get("outputs", UNSET))
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self


_VideoStatus = Members(VideoStatus)
