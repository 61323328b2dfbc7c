"""Find the new name of a component, property or path that a correction targets."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from scripts.drift.overlay.suggestions import json_path, member_path, quoted
from scripts.drift.overlay.values import normalised, value_at
from scripts.oas.document import members_of
from scripts.oas.operations import unnamed_path
from scripts.oas.pointers import resolve_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.oas.document import Json, JsonObject
    from scripts.oas.overlay import Location

# Chosen by hand; tests/drift/test_overlay.py has renames that must be found.
_THRESHOLD = 0.5
_NAME_WEIGHT = 0.35
_NAME_WEIGHT_WITHOUT_BODY = 0.7
_MAX_COMPARED = 2_000


def similar_location(location: Location, before: JsonObject, after: JsonObject) -> Location | None:
    """Return the most similar location in the other document, whose keys may have new names, or None."""
    result: list[str | int] = []
    for index, key in enumerate(location):
        parent = value_at(after, result)
        if not isinstance(parent, dict) or not isinstance(key, str) or key in parent:
            result.append(key)
            continue
        old = members_of(resolve_keys(before, location[:index]))
        new_key = _most_similar(key, old, parent)
        if new_key is None:
            return None
        result.append(new_key)
    return tuple(result)


def _most_similar(key: str, old: JsonObject, new: JsonObject) -> str | None:
    added = [name for name in new if name not in old][:_MAX_COMPARED]
    best = max(((_similarity(key, old.get(key), name, new[name]), name) for name in added), default=(0.0, ""))
    if best[0] >= _THRESHOLD:
        return best[1]
    return None


def _similarity(old_name: str, old: Json, new_name: str, new: Json) -> float:
    """Return how similar two named nodes are, from 0 to 1."""
    if old_name.startswith("/") and unnamed_path(old_name) == unnamed_path(new_name):
        return 1.0
    names = SequenceMatcher(None, old_name.lower(), new_name.lower(), autojunk=False).ratio()
    old_leaves, new_leaves = set(_leaves(old)), set(_leaves(new))
    if not old_leaves and not new_leaves:
        return names * _NAME_WEIGHT_WITHOUT_BODY
    bodies = len(old_leaves & new_leaves) / len(old_leaves | new_leaves)
    return _NAME_WEIGHT * names + (1 - _NAME_WEIGHT) * bodies


def _leaves(node: Json) -> Iterator[str]:
    """Yield the leaves of a node, prose apart, as comparable texts."""
    stack: list[tuple[str, object]] = [("", normalised(node))]
    count = 0
    while stack and count < _MAX_COMPARED:
        path, value = stack.pop()
        if isinstance(value, dict):
            stack += [(f"{path}/{key}", inner) for key, inner in value.items()]
        elif isinstance(value, list):
            stack += [(path, inner) for inner in value]
        else:
            count += 1
            yield f"{path} {value!r}"


def renamed_target(target: str, old: Location, new: Location) -> str:
    """Return a JSONPath with the names of the new location, in the spelling of the old path where possible."""
    for old_key, new_key in zip(old, new, strict=False):
        if old_key == new_key or not isinstance(old_key, str) or not isinstance(new_key, str):
            continue
        name = re.escape(old_key)
        renamed, count = re.subn(rf"\.{name}(?![\w-])", _literal(member_path(new_key)), target)
        if not count:
            renamed, count = re.subn(rf"(['\"]){name}\1", _literal(quoted(new_key)), target)
        if not count:
            return json_path(new)
        target = renamed
    return target


def _literal(text: str) -> str:
    """Return a text as a replacement for ``re.sub``, which reads backslashes."""
    return text.replace("\\", "\\\\")
