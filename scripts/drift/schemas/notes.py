"""What a schema says beside what it admits: default, deprecated, read-only, write-only, and prose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.drift.schemas.words import DATA
from scripts.oas.prose import is_prose

if TYPE_CHECKING:
    from scripts.drift.schemas.form import Key
    from scripts.drift.schemas.source import Source

_MOST = 200


@frozen
class Note:
    """A value and the pointer of the schema that says it."""

    value: Any
    at: str


def notes_of(source: Source, key: Key, *, own: bool = False) -> dict[str, Note]:
    """Return what a schema says of itself, or what it refers to or is made of says; the outermost word counts.

    Args:
        source: The document.
        key: Pointers of the schemas.
        own: Look at them alone, not at what they refer to.
    """
    found: dict[str, Note] = {}
    waiting = list(key)
    seen: set[str] = set()
    while waiting and len(seen) < _MOST:
        at = waiting.pop(0)
        node = source.node(at)
        if at in seen or not isinstance(node, dict):
            continue
        seen.add(at)
        ignored = source.old and "$ref" in node
        for name, value in node.items():
            if name in DATA:
                if not ignored and not (name != "default" and value is not True):
                    found.setdefault(name, Note(value, at))
            elif is_prose(name):
                found.setdefault(name, Note(value, at))
        if not own:
            waiting.extend(_made_of(source, node, at))
    return found


def _made_of(source: Source, node: dict[str, Any], at: str) -> list[str]:
    target = source.reference(node, at)
    found = [] if target is None else [target]
    if target is not None and source.old:
        return found
    for name in ("allOf", "anyOf", "oneOf"):
        members = node.get(name)
        if not isinstance(members, list):
            continue
        places = [f"{at}/{name}/{index}" for index, member in enumerate(members) if not _is_null(member)]
        if name == "allOf" or len(places) == 1:
            found.extend(places)
    return found


def _is_null(member: Any) -> bool:
    return isinstance(member, dict) and (member.get("type") == "null" or member.get("enum") == [None])
