"""Turns the schemas of an OpenAPI 3.0 document into the JSON Schema of OpenAPI 3.1, for validation only."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scripts.codegen.document import Json, JsonObject

_BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def to_31(document: JsonObject) -> JsonObject:
    """Return a copy of a document in which a validator of draft 2020-12 understands every schema.

    A document that is not of OpenAPI 3.0 is returned as it is.
    """
    version = document.get("openapi")
    if not isinstance(version, str) or not version.startswith("3.0."):
        return document
    return {key: _convert(value) for key, value in document.items()}


def _convert(node: Json) -> Json:
    if isinstance(node, list):
        return [_convert(item) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        return {"$ref": node["$ref"]}  # in 3.0 what stands beside a reference is ignored
    result: JsonObject = {key: _convert(value) for key, value in node.items()}
    for strict, bound in _BOUNDS.items():
        if isinstance(node.get(strict), bool):
            del result[strict]
            if node[strict] and bound in result:
                result[strict] = result.pop(bound)
    return _with_null(result) if node.get("nullable") is True else result


def _with_null(schema: JsonObject) -> JsonObject:
    kind, values = schema.get("type"), schema.get("enum")
    if isinstance(values, list) and None not in values:
        schema["enum"] = [*values, None]
    if isinstance(kind, str):
        schema["type"] = [kind, "null"]
    elif "allOf" in schema or "anyOf" in schema or "oneOf" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema
