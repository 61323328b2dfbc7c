# Generated from spec/openai: OpenAI, vendored from
# https://raw.githubusercontent.com/openai/openai-openapi/f85dbe223d40e1a31cba812ab2d755c7e98a92a3/openapi.yaml at
# f85dbe223d40e1a31cba812ab2d755c7e98a92a3; OpenAPI 3.1.0, version 2.3.0. By openapi-python-client 0.29.1 with the
# templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define, field

from videojobs.http.converters import Field, as_model, extra_keys, plain, read_fields
from videojobs.http.enums import Words
from videojobs.http.unset import UNSET, Unset

from .error_2 import Error2
from .video_model import VideoModel
from .video_size import VideoSize
from .video_status import VideoStatus


@define(kw_only=True)
class VideoResource:
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

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
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
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "id": self.id,
            "object": self.object_,
            "model": plain(self.model),
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
            "quality": self.quality,
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
    ("model", "model", VideoModel.of),
    ("status", "status", VideoStatus.of),
    ("progress", "progress", None),
    ("created_at", "created_at", None),
    ("completed_at", "completed_at", None),
    ("expires_at", "expires_at", None),
    ("prompt", "prompt", None),
    ("size", "size", VideoSize.of),
    ("seconds", "seconds", None),
    ("remixed_from_video_id", "remixed_from_video_id", None),
    ("error", "error", lambda value: as_model(Error2, value)),
    ("quality", "quality", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
_VideoModel = Words(VideoModel)
_VideoStatus = Words(VideoStatus)
_VideoSize = Words(VideoSize)
