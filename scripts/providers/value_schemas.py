"""Derive a schema from values: as narrow as their types, and no narrower."""

from __future__ import annotations

from typing import Any

from videojobs.contract.validator import type_name

ValueSchema = dict[str, Any]
_MAX_DEPTH = 12
_MAX_KEYS = 100
_MAX_NODES = 1000


def schema_of(value: Any, depth: int = 0) -> ValueSchema:
    """Return a schema that a value fits; its ``type`` is a list of names."""
    schema: ValueSchema = {"type": [type_name(value)]}
    if depth < _MAX_DEPTH and isinstance(value, dict) and value:
        kept = list(value.items())[:_MAX_KEYS]
        schema["properties"] = {str(key): schema_of(item, depth + 1) for key, item in kept}
    if depth < _MAX_DEPTH and isinstance(value, list) and value:
        items: ValueSchema = {}
        for item in value[:_MAX_KEYS]:
            items = joined(items, schema_of(item, depth + 1))
        schema["items"] = items
    return schema


def joined(first: ValueSchema, second: ValueSchema) -> ValueSchema:
    """Return a schema that each value fits that fits one of two."""
    if not first or not second:
        return first or second
    schema: ValueSchema = {"type": sorted({*first["type"], *second["type"]})}
    properties, further = first.get("properties", {}), second.get("properties", {})
    if properties or further:
        names = sorted({*properties, *further})[:_MAX_KEYS]
        schema["properties"] = {name: joined(properties.get(name, {}), further.get(name, {})) for name in names}
    if "items" in first or "items" in second:
        schema["items"] = joined(first.get("items", {}), second.get("items", {}))
    return schema


def bounded(schema: ValueSchema) -> ValueSchema:
    """Return a schema of a readable size: below some depth, any value of the type fits."""
    depth = _MAX_DEPTH
    while depth and _node_count(schema) > _MAX_NODES:
        depth -= 1
        schema = _cut(schema, depth)
    return schema


def _node_count(schema: ValueSchema) -> int:
    inner = list(schema.get("properties", {}).values())
    if schema.get("items"):
        inner.append(schema["items"])
    return 1 + sum(map(_node_count, inner))


def _cut(schema: ValueSchema, depth: int) -> ValueSchema:
    shallow: ValueSchema = {"type": schema["type"]}
    if depth and "properties" in schema:
        shallow["properties"] = {name: _cut(one, depth - 1) for name, one in schema["properties"].items()}
    if depth and schema.get("items"):
        shallow["items"] = _cut(schema["items"], depth - 1)
    return shallow


def to_openapi(schema: ValueSchema, *, is_30: bool) -> ValueSchema:
    """Return a schema as a document has it: ``type`` is a name, if there is one type only.

    Args:
        schema: What `schema_of` and `joined` return.
        is_30: Whether the document is of OpenAPI 3.0, which has neither lists of types nor ``null``.
    """
    types = [name for name in schema["type"] if name != "null"]
    # Every integer is a number in JSON Schema: the second type would say nothing more.
    if "number" in types and "integer" in types:
        types.remove("integer")
    may_be_null = "null" in schema["type"]
    inner: ValueSchema = {}
    if "properties" in schema:
        inner["properties"] = {name: to_openapi(one, is_30=is_30) for name, one in schema["properties"].items()}
    if "items" in schema:
        inner["items"] = to_openapi(schema["items"], is_30=is_30)
    if "array" in types:
        inner.setdefault("items", {})
    nullable = {}
    if may_be_null and is_30:
        nullable["nullable"] = True
    if not types:
        # null alone says nothing about the type of other values.
        return nullable
    if may_be_null and not is_30:
        types.append("null")
    if len(types) > 1 and not is_30:
        return {"type": types, **inner}
    if len(types) == 1:
        return {"type": types[0], **nullable, **inner}
    return {"anyOf": [{**type_schema(name), **nullable} for name in types]}


def type_schema(name: str) -> ValueSchema:
    """Return a schema for any value of a type; code generators need ``items`` in an array."""
    if name == "array":
        return {"type": name, "items": {}}
    return {"type": name}
