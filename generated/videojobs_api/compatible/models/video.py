# Generated from spec/compatible by `make generate`; not edited by hand.

"""The schema Video."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.models import Model, new
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class Video(Model[Any]):
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

    WIRE_NAMES: ClassVar = {"object_": "object"}

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            if len(src) == 0:  # these keys, and no other
                self.id = self.task_id = self.object_ = self.model = self.status = self.progress = self.created_at = (
                    self.completed_at
                ) = self.expires_at = self.prompt = self.seconds = self.size = self.remixed_from_video_id = (
                    self.error
                ) = self.video_url = self.metadata = self.usage = UNSET
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
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
