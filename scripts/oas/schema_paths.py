"""Find the schema of a value from the path to the value, in a document that may be of any shape."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.oas.document import JsonObject
from scripts.oas.pointers import child_pointer, resolve_pointer
from scripts.oas.references import follow_if_possible

# Schemas may be recursive, and this walk keeps no set of places: they may be visited again with another rest of the
# path.
_MAX_DEPTH = 24
_ALTERNATIVES = ("allOf", "anyOf", "oneOf")
_DESCRIPTIVE = frozenset({"properties", "items", "enum", "const", *_ALTERNATIVES, "not", "additionalProperties"})
"""A schema without any of these keywords allows any members."""


def property_schemas(document: JsonObject, schema: str) -> dict[str, str]:
    """Return name -> pointer of the schemas of an object's properties, with those of its alternatives."""
    return dict(_property_schemas(document, schema, 0))


def _property_schemas(document: JsonObject, schema: str, depth: int) -> Iterator[tuple[str, str]]:
    schema, node = follow_if_possible(document, resolve_pointer(document, schema), schema)
    if not isinstance(node, dict) or depth > _MAX_DEPTH:
        return
    for alternative in _alternatives(schema, node):
        yield from _property_schemas(document, alternative, depth + 1)
    properties = node.get("properties")
    for name in properties if isinstance(properties, dict) else ():
        yield name, child_pointer(schema, "properties", name)


def _alternatives(schema: str, node: JsonObject) -> Iterator[str]:
    for keyword in _ALTERNATIVES:
        members = node.get(keyword)
        for index in range(len(members)) if isinstance(members, list) else ():
            yield f"{schema}/{keyword}/{index}"


def value_schemas(document: JsonObject, schema: str, path: list[str]) -> Iterator[str]:
    """Yield the pointers of the schemas of the value at ``path`` in what a schema describes.

    References are followed, and every alternative of ``allOf``, ``anyOf`` and ``oneOf``. An object that lists nothing
    may hold anything, and so may one whose ``additionalProperties`` is true.
    """
    yield from _value_schemas(document, schema, path, 0)


def _value_schemas(document: JsonObject, schema: str, path: list[str], depth: int) -> Iterator[str]:
    schema, node = follow_if_possible(document, resolve_pointer(document, schema), schema)
    if not isinstance(node, dict) or depth > _MAX_DEPTH:
        return
    for alternative in _alternatives(schema, node):
        yield from _value_schemas(document, alternative, path, depth + 1)
    if not path:
        yield schema
        return
    key, *rest = path
    properties = node.get("properties")
    if isinstance(properties, dict) and key in properties:
        yield from _value_schemas(document, child_pointer(schema, "properties", key), rest, depth + 1)
    # `prefixItems` is left out: a list of jobs has items of one kind.
    elif key.isdigit() and "items" in node:
        yield from _value_schemas(document, f"{schema}/items", rest, depth + 1)
    elif node.get("additionalProperties") is True or (not node.keys() & _DESCRIPTIVE and _may_be_object(node)):
        yield f"{schema}/additionalProperties"


def _may_be_object(node: JsonObject) -> bool:
    types = node.get("type", "object")
    return "object" in (types if isinstance(types, list) else [types])
