"""Write the limits of a schema as source of `videojobs.http.limits.Limit`."""

from __future__ import annotations

import re
from typing import Any

from scripts.codegen.escape import literal
from scripts.codegen.views.context import Context
from scripts.oas.references import component_name
from scripts.oas.schemas import Json

_MAX_PATTERN = 200
_NOT_CHECKED = re.compile(r"\)[*+{?]|\\[pPkgZAzcxuU\d]|\(\?(?!:)|[0-9]{4}|\|")
"""Repeated groups, syntax that Python lacks, look-around, large counts, and alternatives."""
_NAMES = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_length",
    "maxItems": "max_length",
    "minimum": "minimum",
    "maximum": "maximum",
    "pattern": "pattern",
}


def limit_of(schema: Json, context: Context, *, required: bool) -> str | None:
    """Return the source of the `Limit` of one value, or None if the document sets none."""
    arguments: dict[str, Any] = {}
    if required:
        arguments["required"] = True
    for part in _parts(schema, context):
        for key, name in _NAMES.items():
            if key in part:
                arguments[name] = part[key]
        if not is_checkable(arguments.get("pattern", "")):
            del arguments["pattern"]  # the server checks it
        if isinstance(part.get("enum"), list) and not part.get("x-open"):
            arguments["values"] = tuple(part["enum"])
    if not arguments:
        return None
    return f"Limit({', '.join(f'{name}={literal(value)}' for name, value in arguments.items())})"


def is_checkable(pattern: str) -> bool:
    """Whether a pattern may be checked before sending.

    JSON Schema writes patterns as ECMA-262 does
    (https://json-schema.org/draft/2020-12/json-schema-core#name-regular-expressions). One that is checked must mean the
    same in Python, and must not backtrack for ever
    (https://en.wikipedia.org/wiki/ReDoS): at most one part may repeat without a bound, and no
    group may. Other patterns are left to the server.
    """
    if len(pattern) > _MAX_PATTERN or _NOT_CHECKED.search(pattern):
        return False
    if len(re.findall(r"(?<!\\)[*+]|,\}", pattern)) > 1:
        return False
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def limits_of(schema: Json, context: Context) -> dict[str, str]:
    """Return the limits of the properties of an object, by wire name."""
    required = schema.get("required", [])
    limits = {
        name: limit_of(sub, context, required=name in required) for name, sub in schema.get("properties", {}).items()
    }
    return {name: text for name, text in limits.items() if text is not None}


def _parts(schema: Json, context: Context) -> list[Json]:
    """Return the schema and those that it refers to, without null; none of a real union, since any member may match."""
    if "$ref" in schema:
        return [context.schema(component_name(schema["$ref"]))]
    members = [member for key in ("anyOf", "oneOf") for member in schema.get(key, ()) if member.get("type") != "null"]
    members += schema.get("allOf", [])
    if len(members) == 1:
        return [schema, *_parts(members[0], context)]
    if members:
        return []
    return [schema]
