"""Write a correction that restores in the revision what the base has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.drift.overlay.suggestions import json_path, quoted
from scripts.drift.overlay.values import MISSING, is_prose, same_value, value_at
from scripts.oas.document import Document
from scripts.oas.overlay import apply_overlay
from scripts.oas.pointers import parse_pointer
from scripts.oas.problems import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scripts.oas.document import Json, JsonObject
    from scripts.oas.overlay import Location

# More would rebuild the old document by overlay, which is no correction any more.
_MAX_ACTIONS = 12


def restoring_actions(pointer: str, before: JsonObject, after: JsonObject) -> list[dict[str, Any]]:
    """Return actions (without reason and evidence) that restore in ``after`` the value in ``before``.

    Args:
        pointer: JSON pointer of the change, in either document.
        before: The base, corrected.
        after: The revision, corrected.

    Returns:
        The actions, each with a target and an update or ``remove``; none if it takes more than a few.
    """
    keys = parse_pointer(pointer)
    location: Location = tuple(keys)
    old, new = value_at(before, location), value_at(after, location)
    while not isinstance(new, dict) or not isinstance(old, dict):
        if len(location) <= 3 or location[0] != "components":
            return []  # an overlay corrects parts; it does not bring back an operation or a component
        location = location[:-1]
        old, new = value_at(before, location), value_at(after, location)
    names = list(dict.fromkeys([*old, *new]))
    if len(keys) > len(location):
        names = [name for name in names if name == keys[len(location)]]
    update: JsonObject = {}
    actions = [removal for name in names for removal in _restore(location, name, old, new, update)]
    if update:
        actions.append({"target": json_path(location), "update": update})
    if len(actions) <= _MAX_ACTIONS:
        return actions
    return []


def _restore(
    location: Location, key: str, old_parent: JsonObject, new_parent: JsonObject, update: JsonObject
) -> Iterator[dict[str, Any]]:
    """Yield the removals for one key, and add to ``update`` what must be written."""
    path = (*location, key)
    old, new = old_parent.get(key, MISSING), new_parent.get(key, MISSING)
    if is_prose(path, new if old is MISSING else old) or same_value(old, new, path):
        return
    if key not in old_parent:
        yield {"target": json_path(path), "remove": True}
    elif isinstance(old, dict) and isinstance(new, dict):
        inner: JsonObject = {}
        for name in dict.fromkeys([*old, *new]):
            yield from _restore(path, name, old, new, inner)
        if inner:
            update[key] = inner
    elif isinstance(old, list) and isinstance(new, list):
        yield from _restore_list(path, old, new, update)
    else:
        update[key] = old_parent[key]


def _restore_list(path: Location, old: list[Json], new: list[Json], update: JsonObject) -> Iterator[dict[str, Any]]:
    key = str(path[-1])
    added, removed = [item for item in new if item not in old], [item for item in old if item not in new]
    # A filter of JSONPath (RFC 9535) compares with literals, and objects and lists have none.
    if not all(isinstance(item, str) for item in added):
        yield {"target": json_path(path), "remove": True}
        update[key] = old
        return
    if added:
        tests = " || ".join(f"@ == {quoted(str(item))}" for item in added)
        yield {"target": f"{json_path(path)}[?{tests}]", "remove": True}
    if removed:
        update[key] = removed


def can_be_applied(actions: list[dict[str, Any]], document: JsonObject, folder: Path) -> bool:
    """Whether an overlay of these actions applies to a document without a problem."""
    overlay: JsonObject = {"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": list(actions)}
    try:
        apply_overlay(document, Document(data=overlay, path=folder / "overlay.yaml"), folder=folder)
    except SpecError:
        return False
    return True
