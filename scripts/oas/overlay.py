"""Apply an OpenAPI Overlay 1.0 document: corrections to a provider's document, each with a reason and evidence.

Stricter than the standard (https://spec.openapis.org/overlay/v1.0.0.html), so that no correction stays behind when it
is no longer needed: an action must match something, and must change everything that it matches. One liberty, which
Overlay 1.1 made standard: ``remove`` may take a single value out of a list.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

import jsonpath_rfc9535 as jsonpath
from attrs import frozen

from scripts.oas.pointers import resolve_keys

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scripts.oas.document import Document, Json, JsonObject

Location = tuple[str | int, ...]

# Overlay 1.1 is not accepted as a whole: it adds `copy`, which nothing here implements.
_VERSION = re.compile(r"1\.0\.[0-9]+")
# Plain http is no evidence: what it shows can be changed on its way.
_LINK = re.compile(r"https://[^\s]+|[\w.-]+/[\w.-]+#[0-9]+")
_KEYS = {"target", "description", "update", "remove"}


@frozen(kw_only=True)
class Action:
    """One action of an overlay, checked.

    Attributes:
        pointer: Its JSON pointer in the overlay.
        target: JSONPath (RFC 9535) of what it changes.
        update: What is merged into the target; None: the target is removed.
    """

    pointer: str
    target: str
    update: JsonObject | None


class _StaleError(Exception):
    """The list that an update appends to has the item already."""


def apply_overlay(document: JsonObject, overlay: Document, *, folder: Path | None = None) -> JsonObject:
    """Return a corrected copy of ``document``.

    Args:
        document: An OpenAPI document; it is not changed.
        overlay: The corrections.
        folder: The folder of the evidence files; None: the overlay's.

    Raises:
        SpecError: The overlay is malformed or lacks evidence, or one of its actions is stale.
    """
    # The caller's document is compared with the result later, and marks are looked up by its containers.
    result = deepcopy(document)
    removed: list[tuple[Action, Location, Json]] = []
    for action in read_actions(overlay, folder or overlay.path.parent):
        nodes = _find(result, action, overlay)
        if action.update is None:
            removed += [(action, location, value) for location, value in nodes]
            _remove(result, [location for location, _ in nodes], action, overlay)
        else:
            for location, value in nodes:
                _update(value, action, location, overlay)
    for action, location, value in removed:
        # Remove and put back cancel out: neither action alone is stale, so only this check finds the pair.
        if _was_restored(result, location, value):
            what = f"a later action puts back what {action.target} removes ({_path(location)})"
            raise overlay.error(
                action.pointer, what, "the document needs no correction here any more: remove both actions"
            )
    return result


def read_actions(overlay: Document, folder: Path) -> list[Action]:
    """Check an overlay document and return its actions in order.

    Raises:
        SpecError: It is not an Overlay 1.0 document, or an action lacks its reason or evidence.
    """
    root = overlay.root
    version = root.get("overlay")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise overlay.error("/overlay", "this is not an Overlay 1.0 document", "write 'overlay: 1.0.0'")
    info = root.get("info")
    if not isinstance(info, dict) or not all(isinstance(info.get(key), str) for key in ("title", "version")):
        raise overlay.error("/info", "'info' lacks a title or a version", "write both, as text")
    # Also `x-...`, which the standard allows here: nothing would read it.
    for key in root.keys() - {"overlay", "info", "actions", "extends"}:
        raise overlay.error(f"/{key}", f"the key {key!r} is unknown", "remove it")
    if root.get("extends", "openapi.yaml") != "openapi.yaml":
        raise overlay.error("/extends", "it extends another document", "write 'extends: openapi.yaml' or remove it")
    actions = root.get("actions")
    if not isinstance(actions, list) or not actions:
        raise overlay.error("/actions", "there is no action", "write one, or remove the file")
    return [_read_action(overlay, f"/actions/{number}", action, folder) for number, action in enumerate(actions)]


def _read_action(overlay: Document, place: str, action: Json, folder: Path) -> Action:
    if not isinstance(action, dict):
        raise overlay.error(place, "the action is not an object", "write 'target', 'description', 'update' or 'remove'")
    for key in action:
        if key not in _KEYS and not key.startswith("x-"):
            raise overlay.error(
                f"{place}/{key}", f"the key {key!r} is unknown", f"use one of {', '.join(sorted(_KEYS))}"
            )
    target, description, update = action.get("target"), action.get("description"), action.get("update")
    if not isinstance(target, str):
        raise overlay.error(place, "the action has no target", "write a JSONPath (RFC 9535) as 'target'")
    if not isinstance(description, str) or not description.strip():
        raise overlay.error(place, "the action has no reason", "write it as 'description'")
    _check_evidence(overlay, place, action.get("x-evidence"), folder)
    # The standard ignores `update` beside `remove: true`; here both together are a mistake that somebody should see.
    if ("update" in action) == (action.get("remove", False) is True):
        raise overlay.error(
            place, "the action has neither or both of 'update' and 'remove'", "write either 'update' or 'remove: true'"
        )
    if "update" in action and not isinstance(update, dict):
        raise overlay.error(f"{place}/update", "the update is not an object", "target the object that holds the value")
    return Action(pointer=place, target=target, update=update if isinstance(update, dict) else None)


def _check_evidence(overlay: Document, place: str, evidence: Json, folder: Path) -> None:
    items = evidence if isinstance(evidence, list) else [evidence]
    if evidence is None or not items:
        fix = "name a file under samples/, a URL or an issue (owner/name#number) as 'x-evidence'"
        raise overlay.error(place, "the action has no evidence", fix)
    for item in items:
        if not isinstance(item, str):
            raise overlay.error(f"{place}/x-evidence", "the evidence is not text", "write a file name, URL or issue")
        if _LINK.fullmatch(item):
            continue
        # Evidence travels with the folder: a file elsewhere on the author's disk proves nothing to others.
        is_inside = not item.startswith("/") and ".." not in item.split("/")
        if not is_inside or not (folder / item).is_file():
            fix = "name a file under the provider's folder, an https:// URL, or an issue as owner/name#number"
            raise overlay.error(f"{place}/x-evidence", f"the evidence {item!r} does not exist", fix)


def _find(document: JsonObject, action: Action, overlay: Document) -> list[tuple[Location, Json]]:
    try:
        nodes = jsonpath.find(action.target, document)
    except jsonpath.JSONPathError as problem:
        fix = "write a JSONPath as RFC 9535 has it"
        raise overlay.error(
            f"{action.pointer}/target", f"the target {action.target} is wrong: {problem}", fix
        ) from None
    if not nodes:
        what = f"the target {action.target} matches nothing"
        fix = "the document has changed or the path is wrong: correct the target or remove the action"
        raise overlay.error(action.pointer, what, fix)
    return [(node.location, resolve_keys(document, node.location)) for node in nodes]


def _update(node: Json, action: Action, location: Location, overlay: Document) -> None:
    if not isinstance(node, dict):
        what = f"the target {action.target} is not an object at {_path(location)}"
        raise overlay.error(action.pointer, what, "target the object that holds the value")
    changed = False
    why = "the values are the same"
    try:
        changed = merge(node, action.update or {}, _append)
    except _StaleError as error:
        why = str(error)
    if not changed:
        what = f"the update changes nothing at {_path(location)}: {why}"
        raise overlay.error(
            action.pointer, what, "the correction is no longer needed there: remove or narrow the action"
        )


def merge(target: JsonObject, update: JsonObject, append: Callable[[list[Json], list[Json], str], bool]) -> bool:
    """Merge an update into an object: objects are merged, lists appended to, the rest is replaced.

    Args:
        target: The object, which is changed.
        update: The update.
        append: Appends a list to a list, whose key is the third argument; returns whether that changed anything.

    Returns:
        Whether anything changed.
    """
    changed = False
    for key, new in update.items():
        old = target.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            changed = merge(old, new, append) or changed
        elif isinstance(old, list) and isinstance(new, list):
            changed = append(old, new, key) or changed
        # Types are compared first, since 1 == True == 1.0 in Python: `true` instead of `1` is a change of the document.
        elif key not in target or type(old) is not type(new) or old != new:
            target[key] = deepcopy(new)
            changed = True
    return changed


def _append(old: list[Json], new: list[Json], key: str) -> bool:
    for item in new:
        # An item that is there already means that the provider has corrected it; and `required` must not hold a name
        # twice.
        if item in old:
            raise _StaleError(f"{key!r} has {item!r} already")
    old.extend(deepcopy(new))
    return bool(new)


def _remove(document: JsonObject, locations: list[Location], action: Action, overlay: Document) -> None:
    if () in locations:
        raise overlay.error(action.pointer, "the target is the whole document", "target the part to remove")
    # Parents first, so that a removed list item does not shift the others away from their positions.
    parents = [(resolve_keys(document, location[:-1]), location[-1]) for location in locations]
    for parent, key in sorted(parents, key=lambda pair: pair[1] if isinstance(pair[1], int) else 0, reverse=True):
        if isinstance(parent, list) and isinstance(key, int):
            del parent[key]
        elif isinstance(parent, dict):
            parent.pop(str(key), None)


def _was_restored(document: JsonObject, location: Location, value: Json) -> bool:
    parent = resolve_keys(document, location[:-1])
    if isinstance(parent, list):
        return value in parent
    return isinstance(parent, dict) and location[-1] in parent and parent[str(location[-1])] == value


def _path(location: Location) -> str:
    return "$" + "".join(f"[{part!r}]" for part in location)
