"""Convert OpenAPI 3.0 to 3.1, whose schemas are JSON Schema 2020-12, which jsonschema validates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
_BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def to_31(document: Json) -> Json:
    """Return a converted copy of an OpenAPI 3.0 document; any other version is returned as it is.

    Differences: https://www.openapis.org/blog/2021/02/16/migrating-from-openapi-3-0-to-3-1-0
    """
    if not str(document.get("openapi", "")).startswith("3.0."):
        return document
    return {key: _convert(value) for key, value in document.items()}


def _convert(node: Any) -> Any:
    if isinstance(node, list):
        return [_convert(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    if isinstance(node.get("$ref"), str):
        # 3.0 ignores the siblings of a reference, 3.1 does not.
        return {"$ref": node["$ref"]}
    result: Json = {key: _convert(value) for key, value in node.items()}
    for strict, bound in _BOUNDS.items():
        # 3.0 has a flag beside the bound, 3.1 the bound itself.
        if isinstance(node.get(strict), bool):
            del result[strict]
            if node[strict] and bound in result:
                result[strict] = result.pop(bound)
    if node.get("nullable") is True:
        return _with_null(result)
    return result


def _with_null(schema: Json) -> Json:
    kind, values = schema.get("type"), schema.get("enum")
    if isinstance(values, list) and None not in values:
        schema["enum"] = [*values, None]
    if isinstance(kind, str):
        schema["type"] = [kind, "null"]
    elif "allOf" in schema or "anyOf" in schema or "oneOf" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema
