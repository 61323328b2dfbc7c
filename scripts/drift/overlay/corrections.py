"""Apply an overlay to a document that it was not written for, as far as it applies."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import jsonpath_rfc9535 as jsonpath

from scripts.drift.overlay.values import value_at
from scripts.oas.load import load
from scripts.oas.overlay import merge, read_actions

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.overlay import Action, Location


def load_overlay(folder: Path) -> Document | None:
    """Return the corrections in a provider's folder, or None if it has none; raises ``SpecError`` if not readable."""
    path = folder / "overlay.yaml"
    if path.is_file():
        return load(path)
    return None


def apply_lenient(
    document: JsonObject, overlay: Document | None, folder: Path | None = None
) -> tuple[JsonObject, tuple[int, ...]]:
    """Return a corrected copy of ``document``, and the corrections that changed nothing.

    An action that matches some of its places, or whose list has some of its items already, is applied to the rest.

    Args:
        document: An OpenAPI document; left as it is.
        overlay: The corrections, or None.
        folder: Folder of the evidence files; None: that of the overlay.

    Returns:
        The copy, and the indexes, from 0, of the actions that matched nothing or changed nothing.

    Raises:
        SpecError: The overlay itself is malformed.
    """
    result = deepcopy(document)
    if overlay is None:
        return result, ()
    actions = read_actions(overlay, folder or overlay.path.parent)
    return result, tuple(index for index, action in enumerate(actions) if not apply_action(result, action, overlay))


def apply_action(document: JsonObject, action: Action, overlay: Document) -> bool:
    """Apply one correction to a document, in place; returns whether anything changed.

    Raises:
        SpecError: The target is not a JSONPath.
    """
    locations = find_locations(document, action, overlay)
    if action.update is None:
        # From the last item of a list to its first: a removal shifts the items after it.
        changed = [_remove(document, location) for location in reversed(locations)]
    else:
        targets = [value_at(document, location) for location in locations]
        changed = [isinstance(node, dict) and merge(node, action.update, _append_missing) for node in targets]
    return any(changed)


def find_locations(document: JsonObject, action: Action, overlay: Document) -> list[Location]:
    """Return the locations that the target of a correction matches, if any.

    Raises:
        SpecError: The target is not a JSONPath.
    """
    try:
        return [node.location for node in jsonpath.find(action.target, document)]
    except jsonpath.JSONPathError as problem:
        what = f"the target {action.target} is wrong: {problem}"
        raise overlay.error(f"{action.pointer}/target", what, "write a JSONPath as RFC 9535 has it") from None


def _remove(document: JsonObject, location: Location) -> bool:
    if not location:
        return False
    parent, key = value_at(document, location[:-1]), location[-1]
    if isinstance(parent, list) and isinstance(key, int):
        del parent[key]
    elif isinstance(parent, dict) and isinstance(key, str):
        del parent[key]
    else:
        return False
    return True


def _append_missing(old: list[Json], new: list[Json], _: str) -> bool:
    missing = [item for item in new if item not in old]
    old.extend(deepcopy(missing))
    return bool(missing)
