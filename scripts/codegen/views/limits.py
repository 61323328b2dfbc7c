"""Limits of a schema as source for `videojobs.http.limits.Limit`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scripts.codegen.views.escape import literal
from scripts.oas.references import component_name

if TYPE_CHECKING:
    from scripts.codegen.forms.context import Context
    from scripts.oas.schemas import Json

_LONGEST_PATTERN = 200
_NOT_CHECKED = re.compile(r"\)[*+{?]|\\[pPkgZAzcxuU\d]|\(\?(?!:)|[0-9]{4}|\|")
"""Groups that repeat, what Python writes otherwise, look-around, large counts, alternatives."""
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
    arguments: dict[str, Any] = {"required": True} if required else {}
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

    It has to mean the same in Python, and must not take for ever on a text of ours: at most one part of it may repeat
    without end, and no group may. What is not checked here is checked by the server.
    """
    if len(pattern) > _LONGEST_PATTERN or _NOT_CHECKED.search(pattern):
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
    found = {
        name: limit_of(sub, context, required=name in required) for name, sub in schema.get("properties", {}).items()
    }
    return {name: text for name, text in found.items() if text is not None}


def _parts(schema: Json, context: Context) -> list[Json]:
    """Return the schema and what it refers to, null apart; of a real union nothing, since any member may hold."""
    if "$ref" in schema:
        return [context.schema(component_name(schema["$ref"]))]
    members = [member for key in ("anyOf", "oneOf") for member in schema.get(key, ()) if member.get("type") != "null"]
    members += schema.get("allOf", [])
    if len(members) == 1:
        return [schema, *_parts(members[0], context)]
    return [] if members else [schema]
