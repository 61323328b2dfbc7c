"""How the value of a parameter or a header is written: style, explode, or a media type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.documents.bodies import media_name, only_media
from scripts.drift.documents.context import says_something
from scripts.drift.documents.resolver import follow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.drift.documents.resolver import Node
    from scripts.oas.document import Document, Json

_SIMPLE = frozenset({"string", "integer", "number", "boolean", "null"})
_DEEPEST = 20  # unions in unions

Spelling = dict[str, "Json"]


def spelled(node: Node, usual: str) -> Spelling:
    """Return how a value is written, with nothing left to defaults.

    Args:
        node: The parameter or header.
        usual: Its style where none is stated.
    """
    media = only_media(node)
    if media is not None:
        return {"content": media_name(media[0])}
    style = node.text("style") or usual
    explode = node.flag("explode", usual=style in ("form", "cookie"))
    form: Spelling = {"style": style, "explode": explode, "allowReserved": node.flag("allowReserved")}
    if style in ("form", "simple") and _is_simple(node):
        form["explode"] = None  # a single value is written the same way
    return form


def differing(old: Spelling, new: Spelling) -> list[str]:
    """Return what differs; what only matters for lists and objects does so where both may be one."""
    if ("content" in old) is not ("content" in new):
        return ["content"]
    names = [name for name in old if old[name] != new.get(name)]
    return [name for name in names if name != "explode" or None not in (old[name], new[name])]


def told(names: Iterable[str], old: Spelling, new: Spelling) -> str:
    """Say in which way it differs."""
    return ", ".join(f"{name} {_said(old.get(name))} became {_said(new.get(name))}" for name in names)


def _said(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "none" if value is None else str(value)


def _is_simple(node: Node) -> bool:
    """Whether the value is certainly neither a list nor an object."""
    return says_something(node, "schema") and _is_scalar(node.document, node.under("schema"), node.body["schema"])


def _is_scalar(document: Document, at: str, value: Json, depth: int = 0) -> bool:
    if not isinstance(value, dict) or depth > _DEEPEST:
        return False
    here = follow(document, at, value)
    if "type" in here.body:
        kind = here.body["type"]
        kinds = kind if isinstance(kind, list) else [kind]
        return bool(kinds) and all(isinstance(item, str) and item in _SIMPLE for item in kinds)
    listed = [here.body["const"]] if "const" in here.body else here.body.get("enum")
    if isinstance(listed, list) and listed:
        return not any(isinstance(item, dict | list) for item in listed)
    for key, enough in (("anyOf", all), ("oneOf", all), ("allOf", any)):
        members = here.body.get(key)
        if isinstance(members, list) and members:
            found = [_is_scalar(document, here.under(key, at), item, depth + 1) for at, item in enumerate(members)]
            if enough(found):
                return True
    return False
