"""Walk the schemas of a document whose structure has been checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from scripts.oas.operations import path_operations

Json = dict[str, Any]
Path = tuple[str | int, ...]
TYPED_FORMATS = frozenset({"date", "date-time", "uuid", "binary"})
"""Formats of strings that become a Python type of their own; any other is ``str``."""


def children(schema: Json) -> Iterator[tuple[Path, Json]]:
    """Yield the schemas directly inside a schema, with the keys that lead to each."""
    for key in ("properties", "$defs", "patternProperties"):
        for name, sub in schema.get(key, {}).items():
            if isinstance(sub, dict):  # `true` and `false` are schemas too, with nothing inside
                yield (key, name), sub
    for key in ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"):
        if isinstance(schema.get(key), dict):
            yield (key,), schema[key]
    for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        for index, sub in enumerate(schema.get(key, ())):
            if isinstance(sub, dict):
                yield (key, index), sub


def walk(schema: Json, visit: Callable[[Json, Path], None], at: Path) -> None:
    """Visit a schema and all inside it, the inner ones first; references are not followed."""
    # A list, since the visitor may replace the keys of a schema while it is walked.
    for place, sub in list(children(schema)):
        walk(sub, visit, (*at, *place))
    visit(schema, at)


def roots(doc: Json) -> Iterator[tuple[Path, Json]]:
    """Yield every schema that is not inside another one: of components, parameters, request bodies and responses."""
    components = doc.get("components", {})
    for name, schema in components.get("schemas", {}).items():
        yield ("components", "schemas", name), schema
    for name, parameter in components.get("parameters", {}).items():
        yield from _of_parameter(parameter, ("components", "parameters", name))
    for kind in ("requestBodies", "responses"):
        for name, holder in components.get(kind, {}).items():
            yield from _of_content(holder, ("components", kind, name))
    for path, item in doc.get("paths", {}).items():
        for index, parameter in enumerate(item.get("parameters", ())):
            yield from _of_parameter(parameter, ("paths", path, "parameters", index))
    for operation in path_operations(doc):
        for index, parameter in enumerate(operation.node.get("parameters", ())):
            yield from _of_parameter(parameter, (*operation.keys, "parameters", index))
        yield from _of_content(operation.request_body, (*operation.keys, "requestBody"))
        for code, response in operation.responses.items():
            yield from _of_content(response, (*operation.keys, "responses", code))


def _of_parameter(parameter: Json, at: Path) -> Iterator[tuple[Path, Json]]:
    if isinstance(parameter.get("schema"), dict):
        yield (*at, "schema"), parameter["schema"]


def _of_content(holder: Json, at: Path) -> Iterator[tuple[Path, Json]]:
    for media, entry in holder.get("content", {}).items():
        if isinstance(entry.get("schema"), dict):
            yield (*at, "content", media, "schema"), entry["schema"]


def each(doc: Json, visit: Callable[[Json, Path], None]) -> None:
    """Visit every schema of a document, the inner ones first."""
    for at, schema in list(roots(doc)):
        walk(schema, visit, at)
