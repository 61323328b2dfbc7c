"""A schema for values that were seen: as narrow as they are in type, and no narrower."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
_DEEPEST = 12
_MOST_KEYS = 100
_MOST_NODES = 1000
_NAMES: tuple[tuple[type, str], ...] = ((bool, "boolean"), (str, "string"), (int, "integer"), (float, "number"))


def type_name(value: Any) -> str:
    """Return JSON Schema's name for the type of a value."""
    if value is None:
        return "null"
    if isinstance(value, dict | list):
        return "object" if isinstance(value, dict) else "array"
    return next((name for kind, name in _NAMES if isinstance(value, kind)), "number")


def schema_of(value: Any, depth: int = 0) -> Schema:
    """Return a schema that a value fits; its ``type`` is a list of names."""
    found: Schema = {"type": [type_name(value)]}
    if depth < _DEEPEST and isinstance(value, dict) and value:
        kept = list(value.items())[:_MOST_KEYS]
        found["properties"] = {str(key): schema_of(item, depth + 1) for key, item in kept}
    if depth < _DEEPEST and isinstance(value, list) and value:
        items: Schema = {}
        for item in value[:_MOST_KEYS]:
            items = joined(items, schema_of(item, depth + 1))
        found["items"] = items
    return found


def joined(one: Schema, other: Schema) -> Schema:
    """Return a schema that fits all that fits either."""
    if not one or not other:
        return one or other
    found: Schema = {"type": sorted({*one["type"], *other["type"]})}
    if "properties" in one or "properties" in other:
        names = [*one.get("properties", {}), *other.get("properties", {})]
        found["properties"] = {
            name: joined(one.get("properties", {}).get(name, {}), other.get("properties", {}).get(name, {}))
            for name in sorted(set(names))[:_MOST_KEYS]
        }
    if "items" in one or "items" in other:
        found["items"] = joined(one.get("items", {}), other.get("items", {}))
    return found


def bounded(schema: Schema) -> Schema:
    """Return a schema that is no larger than anybody would read: what lies too deep is any value of its type."""
    depth = _DEEPEST
    while depth and _size(schema) > _MOST_NODES:
        depth -= 1
        schema = _cut(schema, depth)
    return schema


def _size(schema: Schema) -> int:
    inner = [*schema.get("properties", {}).values(), *([schema["items"]] if schema.get("items") else [])]
    return 1 + sum(map(_size, inner))


def _cut(schema: Schema, depth: int) -> Schema:
    found: Schema = {"type": schema["type"]}
    if depth and "properties" in schema:
        found["properties"] = {name: _cut(one, depth - 1) for name, one in schema["properties"].items()}
    if depth and schema.get("items"):
        found["items"] = _cut(schema["items"], depth - 1)
    return found


def written(schema: Schema, *, old: bool) -> Schema:
    """Return a schema as a document has it: ``type`` is a name where there is one.

    Args:
        schema: What `schema_of` and `joined` give.
        old: Whether the document is of OpenAPI 3.0, which knows neither lists of types nor ``null``.
    """
    kinds = [kind for kind in schema["type"] if kind != "null"]
    if "number" in kinds and "integer" in kinds:
        kinds.remove("integer")
    null = "null" in schema["type"]
    inner: Schema = {}
    if "properties" in schema:
        inner["properties"] = {name: written(one, old=old) for name, one in schema["properties"].items()}
    if "items" in schema:
        inner["items"] = written(schema["items"], old=old)
    if "array" in kinds:
        inner.setdefault("items", {})
    if not kinds:
        return {"nullable": True} if old else {}  # null alone says nothing of what else may come
    if not old:
        names = [*kinds, *(["null"] if null else [])]
        return {"type": names[0] if len(names) == 1 else names, **inner}
    may_be_null = {"nullable": True} if null else {}
    if len(kinds) == 1:
        return {"type": kinds[0], **may_be_null, **inner}
    return {"anyOf": [{"type": kind, **may_be_null, **({"items": {}} if kind == "array" else {})} for kind in kinds]}
