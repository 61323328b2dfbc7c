"""Describe violations of a schema by a payload in plain English."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scripts.oas.document import items_of, members_of
from scripts.oas.pointers import child
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scripts.oas.payload_check import Violation

_MAX_LENGTH = 80
_MAX_VIOLATIONS = 5
_MAX_VALUES = 8
_TYPE_NAMES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_DESCRIPTIONS: dict[str, Callable[[Any], str]] = {
    "type": lambda expected: f"not {type_names(expected)}",
    "enum": lambda expected: f"none of {_some(expected)}",
    "const": lambda expected: f"not {short_value(expected)}",
    "minimum": lambda expected: f"less than {short_value(expected)}",
    "exclusiveMinimum": lambda expected: f"not more than {short_value(expected)}",
    "maximum": lambda expected: f"more than {short_value(expected)}",
    "exclusiveMaximum": lambda expected: f"not less than {short_value(expected)}",
    "multipleOf": lambda expected: f"no multiple of {short_value(expected)}",
    "minLength": lambda expected: f"shorter than {short_value(expected)} characters",
    "maxLength": lambda expected: f"longer than {short_value(expected)} characters",
    "minItems": lambda expected: f"a list of fewer than {short_value(expected)}",
    "maxItems": lambda expected: f"a list of more than {short_value(expected)}",
    "pattern": lambda expected: f"not written as {short_value(expected)}",
    "anyOf": lambda _: "none of the kinds allowed there",
    "oneOf": lambda _: "not exactly one of the kinds allowed there",
    "additionalProperties": lambda _: "an object with keys that are not allowed there",
    "unevaluatedProperties": lambda _: "an object with keys that are not allowed there",
    "not": lambda _: "what is ruled out there",
}


def describe_violation(violation: Violation) -> str:
    """Return a description of one violation."""
    place = printable(violation.pointer, max_length=200) or "it"
    if not violation.keyword:
        return violation.message
    if violation.keyword == "required":
        missing = missing_keys(violation)
        return f"{place} lacks {_some(missing)}"
    describe = _DESCRIPTIONS.get(violation.keyword, lambda _: f"against the rule {violation.keyword!r}")
    return f"{place} is {short_value(violation.value)}, {describe(violation.expected)}"


def missing_keys(violation: Violation) -> list[str]:
    """Return the required keys that an object lacks, but for readOnly and writeOnly ones, which may be absent."""
    schemas = members_of(child(violation.schema, "properties"))
    missing = [key for key in items_of(violation.expected) if isinstance(key, str) and key not in violation.value]
    return [key for key in missing if not _is_one_way(schemas.get(key))]


def _is_one_way(schema: Any) -> bool:
    return isinstance(schema, dict) and (schema.get("readOnly") is True or schema.get("writeOnly") is True)


def describe_violations(violations: Iterable[Violation], most: int = _MAX_VIOLATIONS) -> tuple[str, ...]:
    """Return the descriptions of violations, each once; those beyond ``most`` are only counted."""
    violations = list(violations)
    # A value of a wrong type violates most other rules too: only the type is described.
    wrong_type = {violation.pointer for violation in violations if violation.keyword == "type"}
    relevant = [
        violation for violation in violations if violation.keyword == "type" or violation.pointer not in wrong_type
    ]
    descriptions = list(dict.fromkeys(describe_violation(violation) for violation in relevant))
    if len(descriptions) > most:
        descriptions[most:] = [f"and {len(descriptions) - most} more"]
    return tuple(descriptions)


def short_value(value: Any) -> str:
    """Return a value as short JSON, on one line."""
    if isinstance(value, dict):
        if value:
            return "an object"
        return "{}"
    if isinstance(value, list) and len(value) > 3:
        return "a list"
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        text = type(value).__name__
    return printable(text, max_length=_MAX_LENGTH)


def type_names(types: Any) -> str:
    """Return JSON Schema types as plain English."""
    names = types
    if not isinstance(names, list):
        names = [names]
    return " or ".join(_TYPE_NAMES.get(str(name), str(name)) for name in names)


def _some(values: Any) -> str:
    if not isinstance(values, list):
        return short_value(values)
    text = ", ".join(short_value(value) for value in values[:_MAX_VALUES])
    if len(values) > _MAX_VALUES:
        text += f" and {len(values) - _MAX_VALUES} more"
    return text
