"""Check a loaded file against a JSON Schema; each error says the place and how to fix it.

A schema may carry ``remedy``, a keyword of our own, beside the keyword that it is about: its text becomes the fix.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from scripts.oas.pointers import child_pointer, format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.problems import SpecError


def schema_errors(document: Document, schema: JsonObject) -> list[SpecError]:
    """Return how a document violates a schema of JSON Schema 2020-12, in the order of the file."""
    validator: Any = Draft202012Validator(schema)
    errors = [error for violation in validator.iter_errors(document.data) for error in _errors(document, violation)]
    return sorted(errors, key=lambda error: (error.line, error.col))  # at one place, in the order of the schema


def _errors(document: Document, violation: Any) -> Iterator[SpecError]:
    pointer = format_pointer(violation.absolute_path)
    keyword, schema = str(violation.validator), violation.schema
    expected, value = violation.validator_value, violation.instance
    # jsonschema reports all unknown keys as one error at their parent; a line of the file can be named only key by key.
    if keyword == "additionalProperties":
        allowed = list(schema.get("properties", {}))
        for key in value:
            if key not in allowed:
                fix = _alternatives(key, allowed)
                yield document.error(child_pointer(pointer, key), f"the key {key!r} is unknown", fix)
    elif keyword == "required":
        # One error per missing key, which jsonschema names in its message only.
        missing = next(key for key in expected if violation.message.startswith(repr(key)))
        yield document.error(pointer, f"the key {missing!r} is missing", f"write {missing!r}; see spec/README.md")
    else:
        yield document.error(pointer, _what(keyword, value, expected), _fix(schema, keyword, expected, value))


def _what(keyword: str, value: Any, expected: Any) -> str:
    text = "the value" if isinstance(value, (dict, list)) else repr(value)
    messages = {
        "not": "the key does not belong here",
        "enum": f"{text} is not one of the values allowed here",
        "const": f"{text} is not {expected!r}",
        "type": f"{text} is not of type {expected}",
        "pattern": f"{text} does not have the required form",
        "anyOf": f"{text} does not have the required form",
        "minLength": "the text is empty",
        "maxLength": f"the text is longer than {expected}",
        "minItems": "the list is empty",
        "minProperties": "the object is empty",
        "uniqueItems": "the list holds a value twice",
    }
    return messages.get(keyword, f"{text} violates {keyword!r}")


def _fix(schema: Any, keyword: str, expected: Any, value: Any) -> str:
    remedy = schema.get("remedy")
    if isinstance(remedy, str):
        return remedy
    if keyword == "enum":
        return _alternatives(value, expected)
    if keyword in ("minItems", "minProperties"):
        return "fill it, or leave the key out"
    return "see spec/README.md"


def _alternatives(word: Json, allowed: list[str]) -> str:
    close = get_close_matches(word, allowed, n=1) if isinstance(word, str) else []
    hint = f"did you mean {close[0]!r}? " if close else ""
    return f"{hint}use one of: {', '.join(str(item) for item in allowed)}"
