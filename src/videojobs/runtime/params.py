"""Query, header and cookie parameters as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from videojobs.runtime.codec import plain
from videojobs.runtime.unset import UNSET


def params(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return pairs of wire name and text; what is UNSET or None is left out, a list repeats the name."""
    return tuple((name, _text(item)) for name, value in values.items() for item in _items(plain(value)))


def _items(value: Any) -> list[Any]:
    items: list[Any] = value if isinstance(value, list) else [value]
    return [item for item in items if item is not UNSET and item is not None]


def _text(item: Any) -> str:
    return ("true" if item else "false") if isinstance(item, bool) else str(item)
