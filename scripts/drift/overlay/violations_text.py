"""Violations of a schema by a payload, in plain words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scripts.oas.payload_check import Violation

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


def violation_text(violation: Violation) -> str:
    """Return what is wrong at one place of a payload."""
    at = printable(violation.pointer, longest=200)
    if not violation.keyword:
        return violation.message
    if violation.keyword == "required":
        missing = missing_keys(violation)
        return f"{at or 'it'} lacks {_some(missing)}"
    saying = _SAYINGS.get(violation.keyword, lambda _: f"against the rule {violation.keyword!r}")
    return f"{at or 'it'} is {shown(violation.value)}, {saying(violation.expected)}"


def missing_keys(violation: Violation) -> list[str]:
    """Return the required keys that an object lacks, those apart that go one way only and may be absent."""
    properties = violation.schema.get("properties") if isinstance(violation.schema, dict) else None
    known = properties if isinstance(properties, dict) else {}
    wanted = violation.expected if isinstance(violation.expected, list) else []
    return [
        key for key in wanted if isinstance(key, str) and key not in violation.value and not _one_way(known.get(key))
    ]


def _one_way(schema: Any) -> bool:
    return isinstance(schema, dict) and (schema.get("readOnly") is True or schema.get("writeOnly") is True)


def all_words(violations: Iterable[Violation], most: int = _MOST) -> tuple[str, ...]:
    """Return what is wrong, each thing once; what goes beyond ``most`` is only counted."""
    violations = list(violations)
    wrong = {violation.pointer for violation in violations if violation.keyword == "type"}
    telling = [violation for violation in violations if violation.keyword == "type" or violation.pointer not in wrong]
    said = list(dict.fromkeys(violation_text(violation) for violation in telling))
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
