"""Breaches of a schema by a payload, in plain words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scripts.oas.fits import Breach

_LONGEST = 80
_MOST = 5
_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_SAYINGS: dict[str, Callable[[Any], str]] = {
    "type": lambda wanted: f"not {kinds(wanted)}",
    "enum": lambda wanted: f"none of {_some(wanted)}",
    "const": lambda wanted: f"not {shown(wanted)}",
    "minimum": lambda wanted: f"less than {shown(wanted)}",
    "exclusiveMinimum": lambda wanted: f"not more than {shown(wanted)}",
    "maximum": lambda wanted: f"more than {shown(wanted)}",
    "exclusiveMaximum": lambda wanted: f"not less than {shown(wanted)}",
    "multipleOf": lambda wanted: f"no multiple of {shown(wanted)}",
    "minLength": lambda wanted: f"shorter than {shown(wanted)} characters",
    "maxLength": lambda wanted: f"longer than {shown(wanted)} characters",
    "minItems": lambda wanted: f"a list of fewer than {shown(wanted)}",
    "maxItems": lambda wanted: f"a list of more than {shown(wanted)}",
    "pattern": lambda wanted: f"not written as {shown(wanted)}",
    "anyOf": lambda _: "none of the kinds allowed there",
    "oneOf": lambda _: "not exactly one of the kinds allowed there",
    "additionalProperties": lambda _: "an object with keys that are not allowed there",
    "unevaluatedProperties": lambda _: "an object with keys that are not allowed there",
    "not": lambda _: "what is ruled out there",
}


def breach_words(breach: Breach) -> str:
    """Return what is wrong at one place of a payload."""
    at = printable(breach.pointer, longest=200)
    if not breach.rule:
        return breach.message
    if breach.rule == "required":
        missing = missing_keys(breach)
        return f"{at or 'it'} lacks {_some(missing)}"
    saying = _SAYINGS.get(breach.rule, lambda _: f"against the rule {breach.rule!r}")
    return f"{at or 'it'} is {shown(breach.value)}, {saying(breach.wanted)}"


def missing_keys(breach: Breach) -> list[str]:
    """Return the required keys that an object lacks, those apart that go one way only and may be absent."""
    properties = breach.schema.get("properties") if isinstance(breach.schema, dict) else None
    known = properties if isinstance(properties, dict) else {}
    wanted = breach.wanted if isinstance(breach.wanted, list) else []
    return [key for key in wanted if isinstance(key, str) and key not in breach.value and not _one_way(known.get(key))]


def _one_way(schema: Any) -> bool:
    return isinstance(schema, dict) and (schema.get("readOnly") is True or schema.get("writeOnly") is True)


def all_words(breaches: Iterable[Breach], most: int = _MOST) -> tuple[str, ...]:
    """Return what is wrong, each thing once; what goes beyond ``most`` is only counted."""
    breaches = list(breaches)
    wrong = {breach.pointer for breach in breaches if breach.rule == "type"}
    telling = [breach for breach in breaches if breach.rule == "type" or breach.pointer not in wrong]
    said = list(dict.fromkeys(breach_words(breach) for breach in telling))
    more = len(said) - most
    return (*said[:most], *([f"and {more} more"] if more > 0 else []))


def shown(value: Any) -> str:
    """Return a value as short JSON, on one line."""
    if isinstance(value, dict):
        return "an object" if value else "{}"
    if isinstance(value, list) and len(value) > 3:
        return "a list"
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        text = type(value).__name__
    return printable(text, longest=_LONGEST)


def kinds(wanted: Any) -> str:
    """Return the names of types in words."""
    names = wanted if isinstance(wanted, list) else [wanted]
    return " or ".join(_KINDS.get(str(name), str(name)) for name in names)


def _some(values: Any) -> str:
    listed = values if isinstance(values, list) else [values]
    more = "" if len(listed) <= 8 else f" and {len(listed) - 8} more"
    return ", ".join(shown(value) for value in listed[:8]) + more
