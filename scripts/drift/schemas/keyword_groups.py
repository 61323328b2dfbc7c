"""The keywords of JSON Schema, grouped by their effect."""

from __future__ import annotations

from typing import Any

from scripts.oas.prose import ANNOTATIONS, is_prose

FLAGS = ("default", "deprecated", "readOnly", "writeOnly")
"""Annotations that matter to a caller; they refuse no value."""

LOWER = ("minLength", "minItems", "minProperties", "minContains")
UPPER = ("maxLength", "maxItems", "maxProperties", "maxContains")
RANGE = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")

OF_TYPE = {
    "string": ("minLength", "maxLength", "pattern", "format", "contentEncoding", "contentMediaType"),
    "number": ("minimum", "maximum", "multipleOf", "format"),
    "integer": ("minimum", "maximum", "multipleOf", "format"),
    "array": ("minItems", "maxItems", "uniqueItems"),
    "object": ("minProperties", "maxProperties"),
    "boolean": (),
    "null": (),
}
"""The limits that apply to values of one type."""

BYTES = ("image/", "video/", "audio/", "application/octet-stream")
"""Prefixes of binary media types: OpenAPI 3.0 writes a string of one of them as ``format: binary``."""

CONDITIONS = {
    "anyOf": "object",
    "oneOf": "object",
    "not": None,
    "if": None,
    "dependentRequired": "object",
    "dependentSchemas": "object",
    "dependencies": "object",
    "propertyNames": "object",
    "contains": "array",
    "unevaluatedItems": "array",
    "contentSchema": "string",
}
"""Keywords that are compared as a whole, with the type that they apply to; unions only if ``only_requires``."""

UNIONS = ("anyOf", "oneOf")


def only_requires(node: dict[str, Any], key: str) -> bool:
    """Whether the members of a schema's union only list required keys: a condition on one object, not alternatives."""
    union = node.get(key)
    if not isinstance(union, list) or len(union) < 2:
        return False
    may_be_object = "type" not in node or is_object(node)
    for item in union:
        if not isinstance(item, dict):
            return False
        constraints = {name for name in item if name not in ANNOTATIONS and not is_prose(name)}
        if may_be_object and is_object(item):
            constraints.discard("type")
        if constraints != {"required"}:
            return False
    return True


def is_object(node: dict[str, Any]) -> bool:
    """Whether a schema states the type object, and no other."""
    return node.get("type") in ("object", ["object"])


_SHAPE = frozenset(
    {"properties", "required", "additionalProperties", "unevaluatedProperties", "patternProperties"}
    | {"items", "prefixItems", "additionalItems"}
)
OWN = frozenset(
    {"type", "enum", "const", "uniqueItems", "pattern", "format", "contentEncoding", "contentMediaType"}
    | {*LOWER, *UPPER, *RANGE, *(CONDITIONS.keys() - {*UNIONS}), *_SHAPE}
)
"""Keywords that constrain a value by themselves, without another schema for the same value."""

REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
COMBINED = ("allOf", "anyOf", "oneOf")
CONSTRAINTS = OWN | {*REFERENCES, *COMBINED, "nullable", "discriminator"}
"""All keywords that may change which values are valid."""

LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
MAPS = ("properties", "patternProperties", "dependentSchemas", "dependencies")
INNER = frozenset(
    {"not", "if", "then", "else", "items", "additionalItems", "additionalProperties", "propertyNames", "contains"}
    | {"unevaluatedProperties", "unevaluatedItems", "contentSchema"}
)
"""Keywords whose value is a schema."""

MEMBER_NAMES = "x-enum-varnames"
"""An extension that is not prose: the generator takes the names of enum members from it."""
