"""What a part of a document says, apart from prose and from ways of writing the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.oas import prose
from scripts.oas.pointers import format_pointer, resolve_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scripts.oas.document import Json, JsonObject
    from scripts.oas.overlay import Location

_NAMES = frozenset({"properties", "patternProperties", "$defs", "schemas", "responses", "parameters", "headers"})
_SETS = frozenset({"required", "enum", "type", "tags"})
_NOTHING_WHEN_EMPTY = frozenset({"required", "tags", "parameters"})
_DEEPEST = 100


class Missing:
    """Stands for a key that is not there, where null is a value."""

    def __repr__(self) -> str:
        return "nothing"


MISSING: Final = Missing()
Value = "Json | Missing"


def at(document: Json, location: Sequence[str | int]) -> Json | Missing:
    """Return what stands at a location, or ``MISSING``."""
    found: Json | Missing = resolve_keys(document, location, MISSING)
    return found


def is_prose(path: Sequence[str | int], value: Json | Missing) -> bool:
    """Whether what stands at the end of a path is text for people, and not, say, a property called description."""
    key = path[-1] if path else ""
    if len(path) > 1 and path[-2] in _NAMES:
        return False
    return isinstance(key, str) and prose.is_prose(key) and (key != "title" or isinstance(value, str))


def plain(value: Json | Missing, path: Sequence[str | int] = ()) -> object:
    """Return a value in a form in which equal means: says the same. Prose is left out."""
    if isinstance(value, dict):
        named = bool(path) and path[-1] in _NAMES and len(path) < _DEEPEST
        inner = ((key, item, (*path[-1:], key)) for key, item in value.items())
        return {
            key: plain(item, below)
            for key, item, below in inner
            if named or not (is_prose(below, item) or _is_nothing(key, item))
        }
    if isinstance(value, list):
        items = [plain(item, path) for item in value]
        return sorted(items, key=repr) if path and path[-1] in _SETS else items
    if path and path[-1] == "type" and isinstance(value, str):
        return [value]
    return (type(value).__name__, value)


def _is_nothing(key: str, value: Json) -> bool:
    return (value is False and key != "additionalProperties") or (value == [] and key in _NOTHING_WHEN_EMPTY)


def same(one: Json | Missing, other: Json | Missing, path: Sequence[str | int]) -> bool:
    """Whether two values at a place say the same."""
    if isinstance(one, Missing) or isinstance(other, Missing):
        there = other if isinstance(one, Missing) else one
        return isinstance(there, Missing) or (bool(path) and _is_nothing(str(path[-1]), there))
    return plain(one, path) == plain(other, path)


def leaves(update: JsonObject, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Yield path and value of each thing that an update says: lists and scalars, and empty objects."""
    for key, value in update.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def place_of(location: Location) -> str:
    """Return a location as a JSON pointer."""
    return format_pointer(location)
