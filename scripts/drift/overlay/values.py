"""Compare parts of documents, without regard to prose and to spellings that mean the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.oas import prose
from scripts.oas.pointers import resolve_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scripts.oas.document import Json, JsonObject

_MAPS = frozenset({"properties", "patternProperties", "$defs", "schemas", "responses", "parameters", "headers"})
_SETS = frozenset({"required", "enum", "type", "tags"})
# Not `security` and `enum`, whose empty lists mean something: no credentials, no valid value.
_SAME_AS_ABSENT_IF_EMPTY = frozenset({"required", "tags", "parameters"})
_MAX_DEPTH = 100


class Missing:
    """The value of an absent key: None would be JSON's null."""

    def __repr__(self) -> str:
        return "nothing"


MISSING: Final = Missing()


def value_at(document: Json, location: Sequence[str | int]) -> Json | Missing:
    """Return the value at a location, or ``MISSING``."""
    value: Json | Missing = resolve_keys(document, location, MISSING)
    return value


def is_prose(path: Sequence[str | int], value: Json | Missing) -> bool:
    """Whether the value at the end of a path is text for people, and not, say, a property called description."""
    key = path[-1] if path else ""
    if len(path) > 1 and path[-2] in _MAPS:
        return False
    return isinstance(key, str) and prose.is_prose(key) and (key != "title" or isinstance(value, str))


def normalised(value: Json | Missing, path: Sequence[str | int] = ()) -> object:
    """Return a value without prose, in a form that is equal for values of the same meaning."""
    if isinstance(value, dict):
        is_map = bool(path) and path[-1] in _MAPS and len(path) < _MAX_DEPTH
        inner = ((key, item, (*path[-1:], key)) for key, item in value.items())
        return {
            key: normalised(item, below)
            for key, item, below in inner
            if is_map or not (is_prose(below, item) or _same_as_absent(key, item))
        }
    if isinstance(value, list):
        # The parameters of an operation are a list, and its items no maps of names as those of components are.
        items = [normalised(item, (*path, 0)) for item in value]
        if path and path[-1] in _SETS:
            return sorted(items, key=repr)
        return items
    if path and path[-1] == "type" and isinstance(value, str):
        return [value]
    return (type(value).__name__, value)


def _same_as_absent(key: str, value: Json) -> bool:
    # Flags are false by default; `additionalProperties` is true.
    return (value is False and key != "additionalProperties") or (value == [] and key in _SAME_AS_ABSENT_IF_EMPTY)


def same_value(one: Json | Missing, other: Json | Missing, path: Sequence[str | int]) -> bool:
    """Whether two values at a path mean the same."""
    if isinstance(one, Missing) or isinstance(other, Missing):
        present = other if isinstance(one, Missing) else one
        return isinstance(present, Missing) or (bool(path) and _same_as_absent(str(path[-1]), present))
    return normalised(one, path) == normalised(other, path)


def leaves(update: JsonObject, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Yield path and value of each leaf of an update: lists, scalars and empty objects."""
    for key, value in update.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value
