# Generated from spec/together by `make generate`; not edited by hand.

"""The schema AudioRef."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model


@define(kw_only=True)
class AudioRef(Model[Any]):
    """A sound.

    Attributes:
        audio: URL of the sound.
    """

    audio: str
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"audio": Limit(required=True)}
