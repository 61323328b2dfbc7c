# Generated from spec/compatible: Any compatible server, written for videojobs; OpenAPI 3.1.0, version 1.0.0. By
# openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.http.converters import Field, extra_keys, plain, read_fields
from videojobs.http.unset import UNSET, Unset


@define(kw_only=True)
class Video:
    """A job and its state, as far as the server tells.

    Attributes:
        id: Id of the job.
        task_id: The id once more, or instead.
        object_: Most say `video`.
        model: Model that renders, by the server's name for it.
        status: Where the job stands, in the server's own word.
        progress: Percent done, 0 to 100; a fraction, or text such as `45%`, from some.
        created_at: When the job was created, in Unix seconds, milliseconds, or ISO text.
        completed_at: When the job was finished; some send it while the job runs.
        expires_at: When the clip is thrown away.
        prompt: The prompt of the job.
        seconds: Length of the clip in seconds.
        size: Width and height in pixels, or a ratio.
        remixed_from_video_id: Id of the video that this one remixes.
        error: Why the job failed.
        video_url: Where the clip is; many name it differently.
        metadata: Further facts, among them the clip's `url`.
        usage: What the job costs, in the server's units.
    """

    id: str | Unset = UNSET
    task_id: str | Unset = UNSET
    object_: str | Unset = UNSET
    model: str | None | Unset = UNSET
    status: str | Unset = UNSET
    progress: float | str | None | Unset = UNSET
    created_at: float | str | None | Unset = UNSET
    completed_at: float | str | None | Unset = UNSET
    expires_at: float | str | None | Unset = UNSET
    prompt: str | None | Unset = UNSET
    seconds: float | str | None | Unset = UNSET
    size: str | None | Unset = UNSET
    remixed_from_video_id: str | None | Unset = UNSET
    error: dict[str, Any] | str | None | Unset = UNSET
    video_url: str | None | Unset = UNSET
    metadata: dict[str, Any] | None | Unset = UNSET
    usage: dict[str, Any] | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.id = UNSET
                self.task_id = UNSET
                self.object_ = UNSET
                self.model = UNSET
                self.status = UNSET
                self.progress = UNSET
                self.created_at = UNSET
                self.completed_at = UNSET
                self.expires_at = UNSET
                self.prompt = UNSET
                self.seconds = UNSET
                self.size = UNSET
                self.remixed_from_video_id = UNSET
                self.error = UNSET
                self.video_url = UNSET
                self.metadata = UNSET
                self.usage = UNSET
                self.additional_properties = {}
                return self
            self.id = src.get("id", UNSET)
            self.task_id = src.get("task_id", UNSET)
            self.object_ = src.get("object", UNSET)
            self.model = src.get("model", UNSET)
            self.status = src.get("status", UNSET)
            self.progress = src.get("progress", UNSET)
            self.created_at = src.get("created_at", UNSET)
            self.completed_at = src.get("completed_at", UNSET)
            self.expires_at = src.get("expires_at", UNSET)
            self.prompt = src.get("prompt", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.size = src.get("size", UNSET)
            self.remixed_from_video_id = src.get("remixed_from_video_id", UNSET)
            self.error = src.get("error", UNSET)
            self.video_url = src.get("video_url", UNSET)
            self.metadata = src.get("metadata", UNSET)
            self.usage = src.get("usage", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "id": self.id,
            "task_id": self.task_id,
            "object": self.object_,
            "model": self.model,
            "status": self.status,
            "progress": self.progress,
            "created_at": self.created_at,
            "completed_at": self.completed_at,
            "expires_at": self.expires_at,
            "prompt": self.prompt,
            "seconds": self.seconds,
            "size": self.size,
            "remixed_from_video_id": self.remixed_from_video_id,
            "error": plain(self.error),
            "video_url": self.video_url,
            "metadata": plain(self.metadata),
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
    ("task_id", "task_id", None),
    ("object", "object_", None),
    ("model", "model", None),
    ("status", "status", None),
    ("progress", "progress", None),
    ("created_at", "created_at", None),
    ("completed_at", "completed_at", None),
    ("expires_at", "expires_at", None),
    ("prompt", "prompt", None),
    ("seconds", "seconds", None),
    ("size", "size", None),
    ("remixed_from_video_id", "remixed_from_video_id", None),
    ("error", "error", None),
    ("video_url", "video_url", None),
    ("metadata", "metadata", None),
    ("usage", "usage", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
