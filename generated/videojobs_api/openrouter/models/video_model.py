# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema VideoModel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.converters import as_list
from videojobs.http.models import Model, as_model, new
from videojobs.http.types import UNSET, Unset

from .video_model_supported_aspect_ratios_item import VideoModelSupportedAspectRatiosItem
from .video_model_supported_frame_images_item import VideoModelSupportedFrameImagesItem
from .video_model_supported_resolutions_item import VideoModelSupportedResolutionsItem
from .video_model_supported_sizes_item import VideoModelSupportedSizesItem
from .video_model_upscale_factor import VideoModelUpscaleFactor


@define(kw_only=True)
class VideoModel(Model[Any]):
    """A model, and what it takes. Null: the model has no such list or limit.

    Attributes:
        allowed_passthrough_parameters: Parameters of the upstream that are passed on.
        canonical_slug: Its lasting name.
        created: When it was added, in Unix seconds.
        creativity: Levels of creativity, of models that enlarge a video.
        description: What its maker says of it.
        generate_audio: Whether it makes sound.
        hugging_face_id: Its name at Hugging Face.
        id: Name to be used as `model`.
        name: Name for people.
        pricing_skus: Prices in US dollars, by what is charged for.
        seed: Whether it heeds `seed`.
        supported_aspect_ratios: Ratios that it renders.
        supported_durations: Lengths that it renders, in seconds.
        supported_frame_images: Frames that may be given as images.
        supported_resolutions: Resolutions that it renders.
        supported_sizes: Sizes that it renders.
        upscale_factor: Least and greatest factor, of models that enlarge a video.
    """

    allowed_passthrough_parameters: list[str]
    canonical_slug: str
    created: int
    creativity: list[int] | None | Unset = UNSET
    description: str | Unset = UNSET
    generate_audio: bool | None
    hugging_face_id: str | None | Unset = UNSET
    id: str
    name: str
    pricing_skus: dict[str, str] | None | Unset = UNSET
    seed: bool | None
    supported_aspect_ratios: list[VideoModelSupportedAspectRatiosItem] | None
    supported_durations: list[int] | None
    supported_frame_images: list[VideoModelSupportedFrameImagesItem] | None
    supported_resolutions: list[VideoModelSupportedResolutionsItem] | None
    supported_sizes: list[VideoModelSupportedSizesItem] | None
    upscale_factor: VideoModelUpscaleFactor | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    CONVERTERS: ClassVar = {
        "supported_aspect_ratios": lambda value: as_list(VideoModelSupportedAspectRatiosItem.of, value),
        "supported_frame_images": lambda value: as_list(VideoModelSupportedFrameImagesItem.of, value),
        "supported_resolutions": lambda value: as_list(VideoModelSupportedResolutionsItem.of, value),
        "supported_sizes": lambda value: as_list(VideoModelSupportedSizesItem.of, value),
        "upscale_factor": lambda value: as_model(VideoModelUpscaleFactor, value),
    }

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object as `Model.from_dict` does, without a loop: a response holds one."""
        self = new(cls)
        try:
            self.allowed_passthrough_parameters = src["allowed_passthrough_parameters"]
            self.canonical_slug = src["canonical_slug"]
            self.created = src["created"]
            self.creativity = src["creativity"]
            self.generate_audio = src["generate_audio"]
            self.id = src["id"]
            self.name = src["name"]
            self.seed = src["seed"]
            self.supported_aspect_ratios = (
                None
                if (value := src["supported_aspect_ratios"]) is None
                else as_list(VideoModelSupportedAspectRatiosItem.of, value)
            )
            self.supported_durations = src["supported_durations"]
            self.supported_frame_images = (
                None
                if (value := src["supported_frame_images"]) is None
                else as_list(VideoModelSupportedFrameImagesItem.of, value)
            )
            self.supported_resolutions = (
                None
                if (value := src["supported_resolutions"]) is None
                else as_list(VideoModelSupportedResolutionsItem.of, value)
            )
            self.supported_sizes = (
                None if (value := src["supported_sizes"]) is None else as_list(VideoModelSupportedSizesItem.of, value)
            )
            self.upscale_factor = (
                None if (value := src["upscale_factor"]) is None else as_model(VideoModelUpscaleFactor, value)
            )
            if len(src) == 14:  # these keys, and no other
                self.description = self.hugging_face_id = self.pricing_skus = UNSET
                self.additional_properties = {}
                return self
            self.description = src.get("description", UNSET)
            self.hugging_face_id = src.get("hugging_face_id", UNSET)
            self.pricing_skus = src.get("pricing_skus", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value has another type
            return super().from_dict(src)
        self.additional_properties = cls._additional(src)
        return self
