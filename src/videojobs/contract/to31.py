"""Reading OpenAPI 3.0 as if it were 3.1, whose schemas a validator of draft 2020-12 understands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

Json = dict[str, Any]
_BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def follow(document: Json, node: Json) -> Json:
    """Return what a local reference leads to, or the node itself."""
    ref = node.get("$ref")
    if not isinstance(ref, str):
        return node
    target: Any = document
    for part in steps(ref):
        target = target[part]
    return cast(Json, target)


def steps(pointer: str) -> list[str]:
    """Return the steps of a JSON pointer, or of a local reference."""
    path = pointer.partition("#")[2] if "#" in pointer else pointer
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]


def to_31(document: Json) -> Json:
    """Return a copy of an OpenAPI 3.0 document whose schemas a validator of draft 2020-12 understands.

    A document that is not of OpenAPI 3.0 is returned as it is.
    """
    if not str(document.get("openapi", "")).startswith("3.0."):
        return document
    return {key: _converted(value) for key, value in document.items()}


def _converted(node: Any) -> Any:
    if isinstance(node, list):
        return [_converted(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    if isinstance(node.get("$ref"), str):
        return {"$ref": node["$ref"]}  # in 3.0 what stands beside a reference is ignored
    result: Json = {key: _converted(value) for key, value in node.items()}
    for strict, bound in _BOUNDS.items():
        if isinstance(node.get(strict), bool):
            del result[strict]
            if node[strict] and bound in result:
                result[strict] = result.pop(bound)
    return _with_null(result) if node.get("nullable") is True else result


def _with_null(schema: Json) -> Json:
    kind, values = schema.get("type"), schema.get("enum")
    if isinstance(values, list) and None not in values:
        schema["enum"] = [*values, None]
    if isinstance(kind, str):
        schema["type"] = [kind, "null"]
    elif "allOf" in schema or "anyOf" in schema or "oneOf" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema
