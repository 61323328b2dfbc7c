# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema VideoReferenceInputParam."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model


@define(kw_only=True)
class VideoReferenceInputParam(Model[Any]):
    """Names a completed video.

    Attributes:
        id: Id of a completed video.
    """

    id: str
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"id": Limit(required=True)}
