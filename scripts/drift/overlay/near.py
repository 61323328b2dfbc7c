"""Where what a correction targets may stand now: the component, property or path that has another name."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from scripts.drift.overlay.texts import json_path, quoted
from scripts.drift.overlay.values import at, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.oas.document import Json, JsonObject
    from scripts.oas.overlay import Location

_ENOUGH = 0.5
_MOST_COMPARED = 2_000
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def near_location(location: Location, before: JsonObject, after: JsonObject) -> Location | None:
    """Return where a place of one document is likely to be in the other, under other names; None if nowhere."""
    found: list[str | int] = []
    for number, key in enumerate(location):
        parent = at(after, found)
        if not isinstance(parent, dict) or not isinstance(key, str) or key in parent:
            found.append(key)
            continue
        old = at(before, location[:number])
        better = _nearest(key, old if isinstance(old, dict) else {}, parent)
        if better is None:
            return None
        found.append(better)
    return tuple(found)


def _nearest(key: str, old: JsonObject, new: JsonObject) -> str | None:
    """Return the new key that stands for an old one: nothing but names that were not there before."""
    candidates = [name for name in new if name not in old][:_MOST_COMPARED]
    best = max(((_alike(key, old.get(key), name, new[name]), name) for name in candidates), default=(0.0, ""))
    return best[1] if best[0] >= _ENOUGH else None


def _alike(key: str, body: Json, name: str, other: Json) -> float:
    """Return how alike two named things are, from 0 to 1."""
    if key.startswith("/") and _PLACEHOLDER.sub("{}", key) == _PLACEHOLDER.sub("{}", name):
        return 1.0
    names = SequenceMatcher(None, key.lower(), name.lower(), autojunk=False).ratio()
    one, two = set(_facts(body)), set(_facts(other))
    if not one and not two:
        return names * 0.7
    bodies = len(one & two) / len(one | two)
    return 0.35 * names + 0.65 * bodies


def _facts(body: Json) -> Iterator[str]:
    """Yield what a body says, prose apart, as comparable texts."""
    waiting: list[tuple[str, object]] = [("", plain(body))]
    count = 0
    while waiting and count < _MOST_COMPARED:
        place, node = waiting.pop()
        if isinstance(node, dict):
            waiting += [(f"{place}/{key}", value) for key, value in node.items()]
        elif isinstance(node, list):
            waiting += [(place, value) for value in node]
        else:
            count += 1
            yield f"{place} {node!r}"


def new_target(target: str, old: Location, new: Location) -> str:
    """Return a JSONPath whose names are those of the new place; as far as can be, in the words of the old one."""
    for was, now in zip(old, new, strict=False):
        if was == now or not isinstance(was, str) or not isinstance(now, str):
            continue
        member = f".{now}" if _NAME.fullmatch(now) else f"[{quoted(now)}]"
        replaced, count = re.subn(rf"\.{re.escape(was)}(?![\w-])", _literal(member), target)
        if not count:
            words = rf"(['\"]){re.escape(was)}\1"
            replaced, count = re.subn(words, _literal(quoted(now)), target)
        if not count:
            return json_path(new)
        target = replaced
    return target


def _literal(text: str) -> str:
    """Return a text as the replacement of a regular expression."""
    return text.replace("\\", "\\\\")
