"""Which item of a list is the same thing as an item of an older list, and how keys are kept in order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scripts.oas.prose import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from scripts.oas.document import Json


def pair_items(new: Sequence[Json], old: Sequence[Json]) -> list[int | None]:
    """Return for each item of a list the position of the same thing in the old list, or None.

    Items are the same if they have the same name (parameters, tags), reference or address; else if they say the same
    but for prose; else if they are of one type, in order; a single item left on both sides is a pair too.
    """
    found: list[int | None] = [None] * len(new)
    for tell in (_name, _structure, _kind):
        _claim(new, old, found, tell)
    left = [index for index, number in enumerate(found) if number is None and isinstance(new[index], dict)]
    taken = set(found)
    free = [number for number in range(len(old)) if number not in taken and isinstance(old[number], dict)]
    if len(left) == len(free) == 1 and "name" not in _keys(new[left[0]]):
        found[left[0]] = free[0]
    return found


def _keys(item: Json) -> Mapping[str, Json]:
    return item if isinstance(item, dict) else {}


def _claim(
    new: Sequence[Json], old: Sequence[Json], found: list[int | None], tell: Callable[[Json], str | None]
) -> None:
    waiting: dict[str, list[int]] = {}
    taken = set(found)
    for number in reversed(range(len(old))):
        word = tell(old[number])
        if word is not None and number not in taken:
            waiting.setdefault(word, []).append(number)
    for index, item in enumerate(new):
        numbers = waiting.get(tell(item) or "")
        if found[index] is None and numbers:
            found[index] = numbers.pop()


def _name(item: Json) -> str | None:
    for keys in (("in", "name"), ("$ref",), ("name",), ("url",)):
        told = [_keys(item).get(key) for key in keys]
        if all(isinstance(word, str) for word in told):
            return json.dumps([keys, told])
    return None


def _structure(item: Json) -> str | None:
    return json.dumps(_bare(item), sort_keys=True) if isinstance(item, dict) and "name" not in item else None


def _kind(item: Json) -> str | None:
    kind = _keys(item).get("type")
    return json.dumps(kind) if kind is not None and "name" not in _keys(item) else None


def _bare(node: Json) -> Json:
    """Return a node without its prose. A property that is called like a prose key goes too: this only tells alike."""
    if isinstance(node, dict):
        return {key: _bare(value) for key, value in node.items() if key not in TEXTS}
    return [_bare(item) for item in node] if isinstance(node, list) else node


def in_order_of(keys: Sequence[str], base: Iterable[str]) -> list[str]:
    """Order keys as a base has them; each other one follows the key that stands before it in ``keys``."""
    wanted = set(keys)
    known = [key for key in dict.fromkeys(base) if key in wanted]
    there = set(known)
    after: dict[str | None, list[str]] = {}
    before: str | None = None
    for key in keys:
        if key in there:
            before = key
        else:
            after.setdefault(before, []).append(key)
    return [*after.get(None, []), *(one for key in known for one in (key, *after.get(key, [])))]
