# Generated from spec/litellm: LiteLLM proxy, written from https://docs.litellm.ai/docs/videos; OpenAPI 3.1.0, version
# 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes
# it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define, field

from videojobs.http.converters import Field, as_model, extra_keys, plain, read_fields
from videojobs.http.enums import Words
from videojobs.http.unset import UNSET, Unset

from .usage import Usage
from .video_status import VideoStatus


@define(kw_only=True)
class Video:
    """A job and its state.

    Attributes:
        id: Id of the job: `video_` and base64, so it may hold `+`, `/` and `=`.
        object_: Always `video`.
        status: Where the job stands.
        created_at: When the job was created, in Unix seconds.
        completed_at: When it was finished; null before.
        expires_at: When the clip is thrown away.
        error: Why the job failed; null if it has not.
        progress: Percent done, 0 to 100.
        remixed_from_video_id: Id of the video that this one remixes.
        seconds: Length of the clip in seconds.
        size: Width and height in pixels.
        model: Model that renders.
        usage: What is charged for.
    """

    id: str
    object_: Literal["video"] = "video"
    status: VideoStatus
    created_at: int | None | Unset = UNSET
    completed_at: int | None | Unset = UNSET
    expires_at: int | None | Unset = UNSET
    error: dict[str, Any] | None | Unset = UNSET
    progress: int | None | Unset = UNSET
    remixed_from_video_id: str | None | Unset = UNSET
    seconds: str | None | Unset = UNSET
    size: str | None | Unset = UNSET
    model: str | None | Unset = UNSET
    usage: Usage | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            self.id = src["id"]
            self.object_ = src["object"]
            self.status = _VideoStatus[src["status"]]
            if len(src) == 3:  # these keys, and no other
                self.created_at = UNSET
                self.completed_at = UNSET
                self.expires_at = UNSET
                self.error = UNSET
                self.progress = UNSET
                self.remixed_from_video_id = UNSET
                self.seconds = UNSET
                self.size = UNSET
                self.model = UNSET
                self.usage = UNSET
                self.additional_properties = {}
                return self
            self.created_at = src.get("created_at", UNSET)
            self.completed_at = src.get("completed_at", UNSET)
            self.expires_at = src.get("expires_at", UNSET)
            self.error = src.get("error", UNSET)
            self.progress = src.get("progress", UNSET)
            self.remixed_from_video_id = src.get("remixed_from_video_id", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.size = src.get("size", UNSET)
            self.model = src.get("model", UNSET)
            self.usage = None if (value := src.get("usage", UNSET)) is None else as_model(Usage, value)
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "id": self.id,
            "object": self.object_,
            "status": plain(self.status),
            "created_at": self.created_at,
            "completed_at": self.completed_at,
            "expires_at": self.expires_at,
            "error": plain(self.error),
            "progress": self.progress,
            "remixed_from_video_id": self.remixed_from_video_id,
            "seconds": self.seconds,
            "size": self.size,
            "model": self.model,
            "usage": plain(self.usage),
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
    ("status", "status", VideoStatus.of),
    ("created_at", "created_at", None),
    ("completed_at", "completed_at", None),
    ("expires_at", "expires_at", None),
    ("error", "error", None),
    ("progress", "progress", None),
    ("remixed_from_video_id", "remixed_from_video_id", None),
    ("seconds", "seconds", None),
    ("size", "size", None),
    ("model", "model", None),
    ("usage", "usage", lambda value: as_model(Usage, value)),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
_VideoStatus = Words(VideoStatus)
