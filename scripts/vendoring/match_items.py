"""Match the items of a list with those of an older list, and keep keys in their order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scripts.oas.document import members_of
from scripts.oas.prose import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scripts.oas.document import Json


def match_items(new: Sequence[Json], old: Sequence[Json]) -> list[int | None]:
    """Return for each item of a list the position of the same item in the old list, or None.

    Items match if they have the same name (parameters, tags), reference or address; else if they are equal but for
    prose; else if they are of one type, in order. A single object that remains on both sides is a match too.
    """
    matches: list[int | None] = [None] * len(new)
    # From the surest to the weakest: a match by type must not take the item that another one matches by name.
    for identity in (_name, _structure, _type):
        _match_by(identity, new, old, matches)
    unmatched = [index for index, match in enumerate(matches) if match is None and isinstance(new[index], dict)]
    matched = set(matches)
    free = [index for index, item in enumerate(old) if index not in matched and isinstance(item, dict)]
    if len(unmatched) == len(free) == 1 and "name" not in members_of(new[unmatched[0]]):
        matches[unmatched[0]] = free[0]
    return matches


def _match_by(
    identity: Callable[[Json], str | None], new: Sequence[Json], old: Sequence[Json], matches: list[int | None]
) -> None:
    free: dict[str, list[int]] = {}
    matched = set(matches)
    # Reversed, so that pop() below takes the first: equal items keep their order.
    for index in reversed(range(len(old))):
        key = identity(old[index])
        if key is not None and index not in matched:
            free.setdefault(key, []).append(index)
    for index, item in enumerate(new):
        candidates = free.get(identity(item) or "")
        if matches[index] is None and candidates:
            matches[index] = candidates.pop()


def _name(item: Json) -> str | None:
    # OpenAPI identifies a parameter by location and name together, a tag by its name, a server by its URL.
    for keys in (("in", "name"), ("$ref",), ("name",), ("url",)):
        values = [members_of(item).get(key) for key in keys]
        if all(isinstance(value, str) for value in values):
            return json.dumps([keys, values])
    return None


def _structure(item: Json) -> str | None:
    # Two items with different names are different, however alike they are.
    if not isinstance(item, dict) or "name" in item:
        return None
    return json.dumps(_without_prose(item), sort_keys=True)


def _type(item: Json) -> str | None:
    if not isinstance(item, dict) or "name" in item or item.get("type") is None:
        return None
    return json.dumps(item["type"])


def _without_prose(node: Json) -> Json:
    # A property that is called `title` goes too: the result is only compared with another one.
    if isinstance(node, dict):
        return {key: _without_prose(value) for key, value in node.items() if key not in TEXTS}
    if isinstance(node, list):
        return [_without_prose(item) for item in node]
    return node


def in_order_of(keys: Sequence[str], base: Iterable[str]) -> list[str]:
    """Order keys as the base has them; each key that the base lacks follows the one before it in ``keys``."""
    present = set(keys)
    shared = dict.fromkeys(key for key in base if key in present)
    followers: dict[str | None, list[str]] = {}
    previous: str | None = None
    for key in keys:
        if key in shared:
            previous = key
        else:
            followers.setdefault(previous, []).append(key)
    return [*followers.get(None, []), *(one for key in shared for one in (key, *followers.get(key, [])))]
