"""Finding the generated package of a provider."""

from __future__ import annotations

import json
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING

from videojobs.emulator.schema import Node, as_node
from videojobs.jobs.registry import load_dialect
from videojobs_api import PROVIDERS

if TYPE_CHECKING:
    from videojobs.dialect import Dialect


def known_providers() -> list[str]:
    """Return the names of the providers that can be emulated."""
    return sorted(PROVIDERS)


def load(provider: str) -> tuple[Dialect, Node]:
    """Return the dialect and the document of a provider.

    Raises:
        ConfigurationError: There is no provider of this name; the message lists those there are.
    """
    dialect = load_dialect(provider)
    package = import_module(f"videojobs_api.{PROVIDERS[provider]}")
    text = files(package).joinpath("openapi.json").read_text(encoding="utf-8")
    return dialect, as_node(json.loads(text))
