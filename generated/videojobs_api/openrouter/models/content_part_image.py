# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema ContentPartImage."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model, as_model

from .content_part_image_image_url import ContentPartImageImageUrl


@define(kw_only=True)
class ContentPartImage(Model[Any]):
    """An image, by its URL."""

    image_url: ContentPartImageImageUrl
    type_: Literal["image_url"] = "image_url"
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {"type_": "type"}
    CONVERTERS: ClassVar = {"image_url": lambda value: as_model(ContentPartImageImageUrl, value)}
    LIMITS: ClassVar = {"image_url": Limit(required=True), "type": Limit(required=True)}
