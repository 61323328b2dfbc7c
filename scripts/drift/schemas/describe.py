"""Names and short texts for schemas and their places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scripts.oas.pointers import parse_pointer

if TYPE_CHECKING:
    from scripts.drift.schemas.form import Arm, Form
    from scripts.drift.schemas.source import Source
    from scripts.oas.document import Json

_MOST = 6
_LONGEST = 300


def summary(source: Source, form: Form) -> str:
    """Return what a schema admits in a few words: ``string/binary | ImageRef | null``."""
    if not form.arms:
        return "nothing"
    words = list(dict.fromkeys(_arm(source, arm) for arm in form.others))
    cut = [*words[:_MOST], f"{len(words) - _MOST} more"] if len(words) > _MOST + 1 else words
    return " | ".join([*cut, *(["null"] if form.null else [])])


def _arm(source: Source, arm: Arm) -> str:
    for target in arm.refs:
        name = source.component(target)
        if name and arm.values is None:
            return name
    if arm.type == "boolean" and arm.values is not None and len(arm.values) == 2:
        return "boolean"
    if arm.values is not None:
        shown = ", ".join(json.dumps(value, ensure_ascii=False) for value in arm.values[:_MOST])
        return f"{arm.type} of [{shown}{', ...' if len(arm.values) > _MOST else ''}]"
    if arm.type == "any" and arm.hint:
        return f"any ({arm.hint})"
    shape = arm.facts.get("format")
    return f"{arm.type}/{shape.value}" if shape else arm.type


def short(value: Json) -> Json:
    """Return a value as it is if it is small, else a text that says the start of it."""
    said = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value if len(said) <= _LONGEST else said[:_LONGEST] + "..."


_QUIET = frozenset({"allOf", "anyOf", "oneOf", "schema", "content", "schemas", "components", "paths", "then", "else"})


def subject(at: str) -> str:
    """Return what a person calls a place: ``VideoResource.seconds``, ``POST /videos requestBody.prompt``."""
    parts = parse_pointer(at)
    if parts[:2] == ["components", "schemas"] and len(parts) > 2:
        return parts[2] + _below(parts[3:])
    if parts[:1] == ["paths"] and len(parts) > 2:
        cut = next((index for index, part in enumerate(parts) if index > 3 and part == "schema"), len(parts))
        where = " ".join(part for part in parts[3:cut] if part not in _QUIET)
        return f"{parts[2].upper()} {parts[1]} {where}".strip() + _below(parts[cut:])
    return at or "the document"


def _below(parts: list[str]) -> str:
    said = ""
    names = iter(parts)
    for part in names:
        if part in ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"):
            said += "." + next(names, "")
        elif part in ("items", "additionalItems", "contains"):
            said += "[]"
        elif part == "prefixItems":
            said += f"[{next(names, '')}]"
        elif part == "additionalProperties":
            said += ".*"
        elif part in ("allOf", "anyOf", "oneOf"):
            next(names, "")
    return said


def listed(values: Any) -> str:
    """Return values for a sentence, cut where they are many."""
    shown = [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values]
    rest = f" and {len(shown) - _MOST} more" if len(shown) > _MOST else ""
    return ", ".join(shown[:_MOST]) + rest
