"""Holds a loaded document against a JSON Schema; each breach becomes one line with place and remedy.

A schema may carry ``remedy``, a keyword of our own, beside the rule that it helps with.
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


def problems(document: Document, schema: JsonObject) -> list[SpecError]:
    """Return what is wrong with a document by a schema of draft 2020-12, in the order of the file."""
    found: list[SpecError] = []
    validator: Any = Draft202012Validator(schema)
    for breach in validator.iter_errors(document.data):
        found += _explain(document, breach)
    return sorted(found, key=lambda problem: (problem.line, problem.col, problem.what))


def _explain(document: Document, breach: Any) -> Iterator[SpecError]:
    place = format_pointer(breach.absolute_path)
    rule, schema, wanted, value = str(breach.validator), breach.schema, breach.validator_value, breach.instance
    if rule == "additionalProperties":
        known = list(schema.get("properties", {}))
        for key in value:
            if key not in known:
                yield document.error(child_pointer(place, key), f"the key {key!r} is unknown", _instead(key, known))
    elif rule == "required":
        missing = [key for key in wanted if key not in value]
        yield document.error(place, f"the key {missing[0]!r} is missing", f"write {missing[0]!r}; see spec/README.md")
    else:
        yield document.error(place, _what(rule, value, wanted), _remedy(schema, rule, wanted, value))


def _what(rule: str, value: Any, wanted: Any) -> str:
    shown = repr(value) if not isinstance(value, (dict, list)) else "the value"
    texts = {
        "not": "the key does not belong here",
        "enum": f"{shown} is not one of the words allowed here",
        "const": f"{shown} is not {wanted!r}",
        "type": f"{shown} is not of type {wanted}",
        "pattern": f"{shown} is not written as it must be",
        "anyOf": f"{shown} is not written as it must be",
        "minLength": "the text is empty",
        "maxLength": f"the text is longer than {wanted}",
        "minItems": "the list is empty",
        "minProperties": "there is nothing in it",
        "uniqueItems": "a value stands twice in the list",
    }
    return texts.get(rule, f"{shown} breaks the rule {rule!r}")


def _remedy(schema: Any, rule: str, wanted: Any, value: Any) -> str:
    remedy = schema.get("remedy")
    if isinstance(remedy, str):
        return remedy
    if rule == "enum":
        return _instead(value, wanted)
    if rule in ("minItems", "minProperties"):
        return "fill it, or leave the key out"
    return "see spec/README.md"


def _instead(word: Json, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1) if isinstance(word, str) else []
    hint = f"did you mean {close[0]!r}? " if close else ""
    return f"{hint}use one of: {', '.join(str(item) for item in known)}"
