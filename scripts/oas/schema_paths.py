"""Following a path of keys through the schemas of a document, and through a payload."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.oas.document import JsonObject
from scripts.oas.pointers import child_pointer, format_pointer, parse_pointer, resolve_pointer
from scripts.oas.references import follow_if_possible

_DEEPEST = 24
_SAYING = frozenset({"properties", "items", "enum", "const", "allOf", "anyOf", "oneOf", "not", "additionalProperties"})


def children(document: JsonObject, place: str) -> dict[str, str]:
    """Return name -> place of the schemas of an object's properties, those of its branches among them."""
    return dict(_children(document, place, 0))


def _children(document: JsonObject, place: str, depth: int) -> Iterator[tuple[str, str]]:
    place, node = follow_if_possible(document, resolve_pointer(document, place), place)
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    for word in ("allOf", "anyOf", "oneOf"):
        branches = node.get(word)
        for number in range(len(branches)) if isinstance(branches, list) else ():
            yield from _children(document, f"{place}/{word}/{number}", depth + 1)
    properties = node.get("properties")
    for name in properties if isinstance(properties, dict) else ():
        yield name, child_pointer(place, "properties", name)


def places(document: JsonObject, schema: str, path: list[str]) -> Iterator[str]:
    """Yield where the schemas of a value stand: the value at the end of ``path`` in what the schema describes.

    References are followed, and each branch of ``allOf``, ``anyOf`` and ``oneOf``. An object that lists nothing may
    hold anything, and so may one that says by ``additionalProperties: true`` that it holds more than it lists.
    """
    yield from _places(document, schema, path, 0)


def _places(document: JsonObject, at: str, path: list[str], depth: int) -> Iterator[str]:
    at, node = follow_if_possible(document, resolve_pointer(document, at), at)
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    for word in ("allOf", "anyOf", "oneOf"):
        branches = node.get(word)
        for number in range(len(branches)) if isinstance(branches, list) else ():
            yield from _places(document, format_pointer([*parse_pointer(at), word, number]), path, depth + 1)
    if not path:
        yield at
        return
    properties = node.get("properties")
    if isinstance(properties, dict) and path[0] in properties:
        yield from _places(document, format_pointer([*parse_pointer(at), "properties", path[0]]), path[1:], depth + 1)
    elif path[0].isdigit() and "items" in node:
        yield from _places(document, format_pointer([*parse_pointer(at), "items"]), path[1:], depth + 1)
    elif node.get("additionalProperties") is True or (not node.keys() & _SAYING and _may_be_object(node)):
        yield f"{at}/additionalProperties"


def _may_be_object(node: JsonObject) -> bool:
    kinds = node.get("type", "object")
    return "object" in (kinds if isinstance(kinds, list) else [kinds])
