"""A correction that makes a part of the revision say again what the base says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.drift.overlay.texts import json_path, quoted
from scripts.drift.overlay.values import MISSING, at, is_prose, same
from scripts.oas.document import Document
from scripts.oas.overlay import apply_overlay
from scripts.oas.pointers import parse_pointer
from scripts.oas.problems import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scripts.oas.document import Json, JsonObject

_MOST = 12
_SCALARS = (str, int, float, bool, type(None))
# Keys without which an object of the format is none: what lacks them cannot be put together by a correction.
_WHOLE = frozenset({"paths", "webhooks", "components", "operationId"})


def restoring(place: str, before: JsonObject, after: JsonObject) -> list[dict[str, Any]]:
    """Return what actions (without reason and evidence) would restore, in ``after``, what stands in ``before``.

    Args:
        place: JSON pointer of what changed, in either document.
        before: The base, corrected.
        after: The revision, corrected.

    Returns:
        The actions, each with a target and an update or ``remove``; none if that cannot be done in a few of them.
    """
    location: tuple[str | int, ...] = tuple(parse_pointer(place))
    ours, theirs = at(before, location), at(after, location)
    update: JsonObject = {}
    while not isinstance(theirs, dict) or not isinstance(ours, dict):
        if len(location) <= 3 or location[0] != "components":
            return []  # a whole operation or component is nothing that a correction brings back
        location = location[:-1]
        ours, theirs = at(before, location), at(after, location)
    only = parse_pointer(place)[len(location)] if len(parse_pointer(place)) > len(location) else None
    removals: list[dict[str, Any]] = []
    for key in dict.fromkeys([*ours, *theirs]):
        if only is None or key == only:
            removals += _restore(location, key, ours, theirs, update)
    found = [*removals, *([{"target": json_path(location), "update": update}] if update else [])]
    return found if len(found) <= _MOST else []


def _restore(
    location: tuple[str | int, ...], key: str, ours: JsonObject, theirs: JsonObject, update: JsonObject
) -> Iterator[dict[str, Any]]:
    """Yield the removals for one key, and write into ``update`` what must be written."""
    path = (*location, key)
    old, new = ours.get(key, MISSING), theirs.get(key, MISSING)
    if is_prose(path, new if old is MISSING else old) or same(old, new, path):
        return
    if key not in ours:
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
        update[key] = ours[key]


def _restore_list(
    path: tuple[str | int, ...], old: list[Json], new: list[Json], update: JsonObject
) -> Iterator[dict[str, Any]]:
    key = str(path[-1])
    extra, lacking = [item for item in new if item not in old], [item for item in old if item not in new]
    if all(isinstance(item, str) for item in extra):
        if extra:
            tests = " || ".join(f"@ == {quoted(str(item))}" for item in extra)
            yield {"target": f"{json_path(path)}[?{tests}]", "remove": True}
        if lacking:
            update[key] = lacking
    else:
        yield {"target": json_path(path), "remove": True}
        update[key] = old


def can_be_applied(actions: list[dict[str, Any]], document: JsonObject, folder: Path) -> bool:
    """Whether actions, as they are written, do something to a document and leave nothing to complain of."""
    overlay: JsonObject = {"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": list(actions)}
    try:
        apply_overlay(document, Document(data=overlay, path=folder / "overlay.yaml"), folder=folder)
    except SpecError:
        return False
    return True
