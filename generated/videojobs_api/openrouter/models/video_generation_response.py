# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema VideoGenerationResponse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.enums import Members
from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .video_generation_response_status import VideoGenerationResponseStatus
from .video_generation_usage import VideoGenerationUsage


@define(kw_only=True)
class VideoGenerationResponse(Model[Any]):
    """A job and its state.

    Attributes:
        error: Why the job failed, as text.
        generation_id: Id of the generation, for bills; absent at first.
        id: Id of the job.
        polling_url: Path of the job on this server.
        status: The state of the job.
        unsigned_urls: Where the clips are, once the job is completed; those on this server need the key.
    """

    error: str | Unset = UNSET
    generation_id: str | Unset = UNSET
    id: str
    polling_url: str
    status: VideoGenerationResponseStatus
    unsigned_urls: list[str] | Unset = UNSET
    usage: VideoGenerationUsage | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {
        "status": VideoGenerationResponseStatus.of,
        "usage": lambda value: as_model(VideoGenerationUsage, value),
    }

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.id = src["id"]
            self.polling_url = src["polling_url"]
            self.status = _VideoGenerationResponseStatus[src["status"]]
            if len(src) == 3:  # these keys, and no other
                self.error = self.generation_id = self.unsigned_urls = self.usage = UNSET
                self.additional_properties = {}
                return self
            self.error = src.get("error", UNSET)
            self.generation_id = src.get("generation_id", UNSET)
            self.unsigned_urls = src.get("unsigned_urls", UNSET)
            self.usage = as_model(VideoGenerationUsage, src.get("usage", UNSET))
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self


_VideoGenerationResponseStatus = Members(VideoGenerationResponseStatus)
