"""Short texts for people: names of places, and what a schema allows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scripts.drift.schemas.alternatives import INVALID
from scripts.oas.pointers import parse_pointer

if TYPE_CHECKING:
    from scripts.drift.schemas.alternatives import Alternative, CanonicalSchema
    from scripts.drift.schemas.source import Source
    from scripts.oas.document import Json

_MAX_ITEMS = 6
_MAX_LENGTH = 300
_OMITTED = frozenset({"allOf", "anyOf", "oneOf", "schema", "content", "schemas", "components", "paths", "then", "else"})


def summary(source: Source, schema: CanonicalSchema) -> str:
    """Return what a schema allows: ``string/binary | ImageRef | null``."""
    if not schema.alternatives:
        return "nothing"
    texts = list(dict.fromkeys(_alternative(source, item) for item in schema.non_null))
    if len(texts) > _MAX_ITEMS + 1:
        texts = [*texts[:_MAX_ITEMS], f"{len(texts) - _MAX_ITEMS} more"]
    if schema.null:
        texts.append("null")
    return " | ".join(texts)


def _alternative(source: Source, item: Alternative) -> str:
    for target in item.refs:
        name = source.component(target)
        if name and item.values is None:
            return name
    if item.type == INVALID:
        return f"{json.dumps((item.values or ('',))[0], ensure_ascii=False)}, which is no type"
    if item.type == "boolean" and item.values is not None and len(item.values) == 2:
        return "boolean"
    if item.values is not None:
        values = ", ".join(json.dumps(value, ensure_ascii=False) for value in item.values[:_MAX_ITEMS])
        if len(item.values) > _MAX_ITEMS:
            values += ", ..."
        return f"{item.type} of [{values}]"
    if item.type == "any" and item.hint:
        return f"any ({item.hint})"
    return type_and_format(item)


def type_and_format(item: Alternative) -> str:
    """Return ``string``, or ``string/date-time``."""
    if "format" in item.limits:
        return f"{item.type}/{item.limits['format'].value}"
    return item.type


def short(value: Json) -> Json:
    """Return a small value unchanged, and the beginning of the JSON text of a large one."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    if len(text) > _MAX_LENGTH:
        return text[:_MAX_LENGTH] + "..."
    return value


def subject(at: str) -> str:
    """Return the name of a place: ``VideoResource.seconds``, ``POST /videos requestBody.prompt``."""
    parts = parse_pointer(at)
    if parts[:2] == ["components", "schemas"] and len(parts) > 2:
        return parts[2] + _below(parts[3:])
    if parts[:1] == ["paths"] and len(parts) > 2:
        cut = next((index for index, part in enumerate(parts) if index > 3 and part == "schema"), len(parts))
        where = " ".join(part for part in parts[3:cut] if part not in _OMITTED)
        return f"{parts[2].upper()} {parts[1]} {where}".strip() + _below(parts[cut:])
    return at or "the document"


def _below(parts: list[str]) -> str:
    """Return the path below a schema: ``.name``, ``[]`` for items, ``.*`` for other properties."""
    text = ""
    names = iter(parts)
    for part in names:
        if part in ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"):
            text += "." + next(names, "")
        elif part in ("items", "additionalItems", "contains"):
            text += "[]"
        elif part == "prefixItems":
            text += f"[{next(names, '')}]"
        elif part == "additionalProperties":
            text += ".*"
        elif part in ("allOf", "anyOf", "oneOf"):
            next(names, "")
    return text


def listed(values: Any) -> str:
    """Return values for a sentence; of many only the first."""
    texts = [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values]
    if len(texts) > _MAX_ITEMS:
        return ", ".join(texts[:_MAX_ITEMS]) + f" and {len(texts) - _MAX_ITEMS} more"
    return ", ".join(texts)
