# Generated from spec/azure: Azure OpenAI, transcribed from
# https://learn.microsoft.com/en-us/azure/foundry/reference/rest/video-generation-create-video; OpenAPI 3.1.0, version
# v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define, field

from videojobs.http.converters import Field, as_model, extra_keys, plain, read_fields
from videojobs.http.enums import Words
from videojobs.http.unset import UNSET

from .video_error import VideoError
from .video_size import VideoSize
from .video_status import VideoStatus


@define(kw_only=True)
class Video:
    """One paid render and its state.

    Attributes:
        id: Id of the job.
        object_: Always `video`.
        model: Deployment that renders the clip.
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
    """

    id: str
    object_: Literal["video"] = "video"
    model: str
    status: VideoStatus
    progress: int
    created_at: int
    completed_at: int | None
    expires_at: int | None
    prompt: str | None
    size: VideoSize
    seconds: str
    remixed_from_video_id: str | None
    error: VideoError | None
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            self.id = src["id"]
            self.object_ = src["object"]
            self.model = src["model"]
            self.status = _VideoStatus[src["status"]]
            self.progress = src["progress"]
            self.created_at = src["created_at"]
            self.completed_at = src["completed_at"]
            self.expires_at = src["expires_at"]
            self.prompt = src["prompt"]
            self.size = _VideoSize[src["size"]]
            self.seconds = src["seconds"]
            self.remixed_from_video_id = src["remixed_from_video_id"]
            self.error = None if (value := src["error"]) is None else as_model(VideoError, value)
            if len(src) == 13:  # these keys, and no other
                self.additional_properties = {}
                return self
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "id": self.id,
            "object": self.object_,
            "model": self.model,
            "status": plain(self.status),
            "progress": self.progress,
            "created_at": self.created_at,
            "completed_at": self.completed_at,
            "expires_at": self.expires_at,
            "prompt": self.prompt,
            "size": plain(self.size),
            "seconds": self.seconds,
            "remixed_from_video_id": self.remixed_from_video_id,
            "error": plain(self.error),
        }
        if self.additional_properties:
            values.update(plain(self.additional_properties))
        return {key: value for key, value in values.items() if value is not UNSET}

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

    @property
    def additional_keys(self) -> list[str]:
        """The keys that the document does not know."""
        return list(self.additional_properties)


_FIELDS: tuple[Field, ...] = (
    ("id", "id", None),
    ("object", "object_", None),
    ("model", "model", None),
    ("status", "status", VideoStatus.of),
    ("progress", "progress", None),
    ("created_at", "created_at", None),
    ("completed_at", "completed_at", None),
    ("expires_at", "expires_at", None),
    ("prompt", "prompt", None),
    ("size", "size", VideoSize.of),
    ("seconds", "seconds", None),
    ("remixed_from_video_id", "remixed_from_video_id", None),
    ("error", "error", lambda value: as_model(VideoError, value)),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
_VideoStatus = Words(VideoStatus)
_VideoSize = Words(VideoSize)
