"""The keywords of a schema, by what they do."""

from __future__ import annotations

from typing import Any

from scripts.oas.prose import PROSE

DATA = ("default", "deprecated", "readOnly", "writeOnly")
"""Say something of a value, or of how it is used, but refuse none."""

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
"""The limits that are about values of one type."""

BYTES = ("image/", "video/", "audio/", "application/octet-stream")
"""What media types of bytes begin with: a text of one of them is what older documents call ``format: binary``."""

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
"""Keywords that are only looked at as a whole, with the type that they are about; unions if they only name keys."""

UNIONS = ("anyOf", "oneOf")


def names_keys(value: Any) -> bool:
    """Whether the members of a union only ask for keys: then they are a condition on one object, no alternatives."""
    return (
        isinstance(value, list)
        and len(value) > 1
        and all(isinstance(item, dict) and item.keys() - PROSE == {"required"} for item in value)
    )


SHAPE = {
    "properties": "object",
    "required": "object",
    "additionalProperties": "object",
    "unevaluatedProperties": "object",
    "patternProperties": "object",
    "items": "array",
    "prefixItems": "array",
    "additionalItems": "array",
}

OWN = frozenset(
    {"type", "enum", "const", "uniqueItems", "pattern", "format", "contentEncoding", "contentMediaType"}
    | {*LOWER, *UPPER, *RANGE, *(CONDITIONS.keys() - {"anyOf", "oneOf"}), *SHAPE}
)
"""Keywords that a schema says of itself, without another schema that must hold for the same value."""

REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
COMBINED = ("allOf", "anyOf", "oneOf")
CONSTRAINTS = OWN | {*REFERENCES, *COMBINED, "nullable", "discriminator"}
"""Everything that may change what is valid."""

ONE = ("not", "if", "then", "else", "items", "additionalItems", "additionalProperties", "propertyNames", "contains")
ONE_MORE = ("unevaluatedProperties", "unevaluatedItems", "contentSchema")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
MAPS = ("properties", "patternProperties", "dependentSchemas", "dependencies")
INNER = frozenset({*ONE, *ONE_MORE})
"""Keywords whose value is a schema."""


MEMBERS = "x-enum-varnames"
"""An extension that is no prose: the generator names the members of an enum by it."""
