"""Read a provider's dialect and OpenAPI document from its generated package."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from videojobs.jobs.registry import load_dialect
from videojobs_api import PROVIDERS

if TYPE_CHECKING:
    from videojobs.dialect import Dialect
    from videojobs.openapi.operations import JsonObject
    from videojobs.openapi.to31 import Json


def read_document(provider: str) -> tuple[Dialect, Json]:
    """Return the dialect and the document, as JSON, of a provider.

    Raises:
        ConfigurationError: There is no provider of this name; the message lists those there are.
    """
    dialect = load_dialect(provider)
    text = files(f"videojobs_api.{PROVIDERS[provider]}").joinpath("openapi.json").read_text(encoding="utf-8")
    return dialect, cast("Json", json.loads(text))


def read_samples(provider: str) -> tuple[JsonObject, ...]:
    """Return the recorded responses of a provider that exists: ``name``, ``operation``, ``http_status``, ``body``."""
    text = files(f"videojobs_api.{PROVIDERS[provider]}").joinpath("samples.json").read_text(encoding="utf-8")
    return tuple(json.loads(text))
