"""Query, header and cookie parameters as text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from videojobs.errors import InvalidRequest
from videojobs.http.converters import plain
from videojobs.http.unset import UNSET


def params(values: Mapping[str, Any], deep: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """Return pairs of wire name and text; what is UNSET or None is left out, a list repeats the name.

    Args:
        values: Values by wire name. Of an object each key is a parameter of its own.
        deep: Names whose objects are written ``name[key]`` (style ``deepObject``).

    Raises:
        InvalidRequest: An object or a list is nested inside another.
    """
    return tuple(pair for name, value in values.items() for pair in _pairs(name, plain(value), name in deep))


def _pairs(name: str, value: Any, deep: bool) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _repeated(f"{name}[{key}]" if deep else key, item)
    else:
        yield from _repeated(name, value)


def _repeated(name: str, value: Any) -> Iterator[tuple[str, str]]:
    items: list[Any] = value if isinstance(value, list) else [value]
    for item in items:
        if isinstance(item, Mapping | list):
            raise InvalidRequest(f"{name}: a value inside a value cannot be sent as a parameter")
        if item is not UNSET and item is not None:
            yield name, _text(item)


def _text(item: Any) -> str:
    return ("true" if item else "false") if isinstance(item, bool) else str(item)
