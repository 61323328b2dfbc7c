# Generated from spec/compatible by `make generate`; not edited by hand.

"""The schema ImageReference."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from videojobs.http.models import Model
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class ImageReference(Model[Any]):
    """An image, by either of the two keys.

    Attributes:
        image_url: Full URL of an image, or the image itself as a base64 data URL.
        file_id: Id of a file that was uploaded before.
    """

    image_url: str | Unset = UNSET
    file_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)
