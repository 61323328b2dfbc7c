# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema ImageRefParam2."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class ImageRefParam2(Model[Any]):
    """The schema ImageRefParam2.

    Attributes:
        image_url: Full URL of an image, or the image itself as a base64 data URL. At most 20,971,520 characters.
    """

    image_url: str | Unset = UNSET
    file_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"image_url": Limit(max_length=20971520)}
