# Generated from spec/openrouter by `make generate`; not edited by hand.

from __future__ import annotations

from typing import Any, Literal

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

    WIRE_NAMES = {"type_": "type"}
    CONVERTERS = {"image_url": lambda value: as_model(ContentPartImageImageUrl, value)}
    LIMITS = {"image_url": Limit(required=True), "type": Limit(required=True)}
