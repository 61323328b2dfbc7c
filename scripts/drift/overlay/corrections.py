"""Applies an overlay to a document that it was not written for: what still fits is applied, the rest is told."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import jsonpath_rfc9535 as jsonpath

from scripts.drift.overlay.values import at
from scripts.oas.overlay import read_actions

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.drift.overlay.values import Missing
    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.overlay import Action, Location


def apply_lenient(
    document: JsonObject, overlay: Document | None, folder: Path | None = None
) -> tuple[JsonObject, tuple[int, ...]]:
    """Return a corrected copy of ``document``, and which corrections left it as it was.

    An action that fits in some of its places, or whose list holds some of its items already, is applied for the rest:
    what comes out says all that the overlay says, wherever the document still lets it.

    Args:
        document: An OpenAPI document; left as it is.
        overlay: The corrections, or None.
        folder: Where the evidence files are; None: beside the overlay.

    Returns:
        The copy, and the numbers, from 0, of the actions that matched nothing or changed nothing.

    Raises:
        SpecError: The overlay itself is malformed.
    """
    result = deepcopy(document)
    if overlay is None:
        return result, ()
    actions = read_actions(overlay, folder or overlay.path.parent)
    return result, tuple(number for number, action in enumerate(actions) if not apply_action(result, action, overlay))


def apply_action(document: JsonObject, action: Action, overlay: Document) -> bool:
    """Apply one correction, where it fits, to a document that is changed; tell whether anything changed.

    Raises:
        SpecError: The target is no JSONPath.
    """
    locations = find_locations(document, action, overlay)
    if action.update is None:
        # From the last item of a list to its first, so that no position shifts before its turn.
        done = [_remove(document, location) for location in reversed(locations)]
    else:
        done = [_merge(at(document, location), action.update) for location in locations]
    return any(done)


def find_locations(document: JsonObject, action: Action, overlay: Document) -> list[Location]:
    """Return where the things stand that a correction targets; none is no fault here.

    Raises:
        SpecError: The target is no JSONPath.
    """
    try:
        return [node.location for node in jsonpath.find(action.target, document)]
    except jsonpath.JSONPathError as problem:
        what = f"the target {action.target} is wrong: {problem}"
        raise overlay.error(f"{action.place}/target", what, "write a JSONPath as RFC 9535 has it") from None


def _remove(document: JsonObject, location: Location) -> bool:
    parent, key = at(document, location[:-1]), location[-1] if location else None
    if isinstance(parent, list) and isinstance(key, int):
        del parent[key]
    elif isinstance(parent, dict) and isinstance(key, str):
        del parent[key]
    else:
        return False
    return True


def _merge(target: Json | Missing, update: JsonObject) -> bool:
    """Merge objects, add what is missing to lists, replace the rest; tell whether anything changed."""
    if not isinstance(target, dict):
        return False
    changed = False
    for key, new in update.items():
        old = target.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            changed = _merge(old, new) or changed
        elif isinstance(old, list) and isinstance(new, list):
            missing = [item for item in new if item not in old]
            old.extend(deepcopy(missing))
            changed = bool(missing) or changed
        elif key not in target or type(old) is not type(new) or old != new:
            target[key] = deepcopy(new)
            changed = True
    return changed
