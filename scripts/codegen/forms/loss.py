"""Check that normalising lost nothing: an operation, key or value that vanished is an error, not a surprise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.codegen.forms.definitions import pointer_to
from scripts.oas.document import items_of
from scripts.oas.operations import path_operations
from scripts.oas.problems import Unsupported
from scripts.oas.references import component_name
from scripts.oas.schemas import Json, Path

_REPORT = "report this with the document"
_MAX_DEPTH = 60


def check_nothing_lost(published: Json, doc: Json, classes: Mapping[str, str]) -> None:
    """Compare a normalised document with the published one.

    Raises:
        Unsupported: An operation, a component, a key or a value of an enum is missing.
    """
    before, after = (sum(1 for _ in path_operations(item)) for item in (published, doc))
    if before != after:
        raise Unsupported("/paths", f"{before} operations went in, {after} are left", _REPORT)
    schemas = doc["components"]["schemas"]
    for key, schema in published.get("components", {}).get("schemas", {}).items():
        at = ("components", "schemas", key)
        if classes.get(key) not in schemas:
            raise Unsupported(at, "was lost", _REPORT)
        if isinstance(schema, dict):
            _compare(schema, {"$ref": pointer_to(classes[key])}, schemas, at, 0)


def _compare(old: Json, new: Any, schemas: Json, at: Path, depth: int) -> None:
    """Compare one schema; the components that it refers to are compared by themselves."""
    if "$ref" in old or depth > _MAX_DEPTH:
        return
    alternatives = list(_alternatives(new, schemas, {}))
    for key, sub in old.get("properties", {}).items():
        matches = [one["properties"][key] for one in alternatives if key in one.get("properties", {})]
        if not matches:
            raise Unsupported((*at, "properties", key), "was lost", _REPORT)
        if isinstance(sub, dict):
            _compare(sub, {"anyOf": matches}, schemas, (*at, "properties", key), depth + 1)
    for key in ("items", "additionalProperties"):
        matches = [one[key] for one in alternatives if isinstance(one.get(key), dict)]
        if isinstance(old.get(key), dict) and old[key]:
            if not matches:
                raise Unsupported((*at, key), "was lost", _REPORT)
            _compare(old[key], {"anyOf": matches}, schemas, (*at, key), depth + 1)
    for key in ("anyOf", "oneOf"):
        for index, member in enumerate(old.get(key, ())):
            if isinstance(member, dict):
                _compare(member, new, schemas, (*at, key, index), depth + 1)
    _compare_values(old, alternatives, at)


def _compare_values(old: Json, alternatives: list[Json], at: Path) -> None:
    kept = {_typed(value) for one in alternatives for value in _values(one)}
    kept |= {_typed(value) for one in alternatives if one.get("type") == "boolean" for value in (True, False)}
    if any(one.get("type") == "null" for one in alternatives):
        kept.add(_typed(None))
    for value in _values(old):
        if _typed(value) not in kept:
            raise Unsupported((*at, "enum"), f"the value {value!r} was lost", _REPORT)


def _typed(value: Any) -> tuple[type, str]:
    # 1, 1.0 and True are equal in Python, and three values in JSON.
    return type(value), repr(value)


def _values(schema: Json) -> list[Any]:
    if "const" in schema:
        return [schema["const"]]
    return items_of(schema.get("enum"))


def _alternatives(schema: Any, schemas: Json, seen: dict[str, None]) -> Iterator[Json]:
    """Yield the members of a schema's unions, through references, or the schema itself."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        name = component_name(schema["$ref"])
        if name not in seen:
            seen[name] = None
            yield from _alternatives(schemas[name], schemas, seen)
        return
    members = [member for key in ("anyOf", "oneOf", "allOf") for member in schema.get(key, ())]
    for member in members:
        yield from _alternatives(member, schemas, seen)
    if not members:
        yield schema
