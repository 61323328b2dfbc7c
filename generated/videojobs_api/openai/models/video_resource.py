# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema VideoResource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define, field

from videojobs.http.enums import Members
from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .error_2 import Error2
from .video_model import VideoModel
from .video_size import VideoSize
from .video_status import VideoStatus


@define(kw_only=True)
class VideoResource(Model[Any]):
    """One paid render and its state.

    Attributes:
        id: Id of the job.
        object_: Always `video`.
        model: Model that renders the clip.
        status: Where the job stands.
        progress: Percent done, 0 to 100, approximate.
        created_at: When the job was created, in Unix seconds.
        completed_at: When the job was finished, in Unix seconds; null while it runs.
        expires_at: When the files are thrown away, in Unix seconds; null if that is not set.
        prompt: The prompt that the clip was made from.
        size: Width and height of the clip in pixels.
        seconds: Length of the clip in seconds; of an extension, the total with what it continues.
        remixed_from_video_id: Id of the video that this one remixes; null if it is no remix.
        error: Why the job failed; null if it has not.
        quality: Quality of the render, for example `standard`.
    """

    id: str
    object_: Literal["video"] = "video"
    model: VideoModel
    status: VideoStatus
    progress: int | Unset = UNSET
    created_at: int | Unset = UNSET
    completed_at: int | None | Unset = UNSET
    expires_at: int | None | Unset = UNSET
    prompt: str | None | Unset = UNSET
    size: VideoSize | Unset = UNSET
    seconds: str | Unset = UNSET
    remixed_from_video_id: str | None | Unset = UNSET
    error: Error2 | None | Unset = UNSET
    quality: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"object_": "object"}
    CONVERTERS: ClassVar = {
        "model": VideoModel.of,
        "status": VideoStatus.of,
        "size": VideoSize.of,
        "error": lambda value: as_model(Error2, value),
    }

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.id = src["id"]
            self.object_ = src["object"]
            self.model = _VideoModel[src["model"]]
            self.status = _VideoStatus[src["status"]]
            self.progress = src["progress"]
            self.created_at = src["created_at"]
            self.completed_at = src["completed_at"]
            self.expires_at = src["expires_at"]
            self.prompt = src["prompt"]
            self.size = _VideoSize[src["size"]]
            self.seconds = src["seconds"]
            self.remixed_from_video_id = src["remixed_from_video_id"]
            self.error = None if (value := src["error"]) is None else as_model(Error2, value)
            if len(src) == 13:  # these keys, and no other
                self.quality = UNSET
                self.additional_properties = {}
                return self
            self.quality = src.get("quality", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self


_VideoModel = Members(VideoModel)
_VideoStatus = Members(VideoStatus)
_VideoSize = Members(VideoSize)
