"""Counts what went in and what is left after normalising: a key or value that vanished is an error, no surprise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.codegen.forms.definitions import pointer_to
from scripts.oas.operations import path_operations
from scripts.oas.problems import Unsupported
from scripts.oas.schemas import Json, Path

_REPORT = "report this with the document"
_DEEPEST = 60


def check_nothing_lost(published: Json, doc: Json, classes: Mapping[str, str]) -> None:
    """Hold a normalised document against the published one.

    Raises:
        Unsupported: An operation, a component, a key or a value of an enum is not there any more.
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
    """Compare what one schema says itself; what it refers to is compared where it stands."""
    if "$ref" in old or depth > _DEEPEST:
        return
    forms = list(_forms(new, schemas, {}))
    for key, sub in old.get("properties", {}).items():
        found = [form["properties"][key] for form in forms if key in form.get("properties", {})]
        if not found:
            raise Unsupported((*at, "properties", key), "was lost", _REPORT)
        if isinstance(sub, dict):
            _compare(sub, {"anyOf": found}, schemas, (*at, "properties", key), depth + 1)
    for key in ("items", "additionalProperties"):
        found = [form[key] for form in forms if isinstance(form.get(key), dict)]
        if isinstance(old.get(key), dict) and old[key]:
            if not found:
                raise Unsupported((*at, key), "was lost", _REPORT)
            _compare(old[key], {"anyOf": found}, schemas, (*at, key), depth + 1)
    for key in ("anyOf", "oneOf"):
        for index, member in enumerate(old.get(key, ())):
            if isinstance(member, dict):
                _compare(member, new, schemas, (*at, key, index), depth + 1)
    _compare_values(old, forms, at)


def _compare_values(old: Json, forms: list[Json], at: Path) -> None:
    kept = {_known(value) for form in forms for value in _values(form)}
    kept |= {_known(value) for form in forms if form.get("type") == "boolean" for value in (True, False)}
    kept |= {_known(None)} if any(form.get("type") == "null" for form in forms) else set()
    for value in _values(old):
        if _known(value) not in kept:
            raise Unsupported((*at, "enum"), f"the value {value!r} was lost", _REPORT)


def _known(value: Any) -> tuple[type, str]:
    return type(value), repr(value)


def _values(schema: Json) -> list[Any]:
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    return values if isinstance(values, list) else []


def _forms(schema: Any, schemas: Json, seen: dict[str, None]) -> Iterator[Json]:
    """Yield the members of a schema's unions, through references, or the schema itself."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        if name not in seen:
            seen[name] = None
            yield from _forms(schemas[name], schemas, seen)
        return
    members = [member for key in ("anyOf", "oneOf", "allOf") for member in schema.get(key, ())]
    for member in members:
        yield from _forms(member, schemas, seen)
    if not members:
        yield schema
