"""Defaults and examples that the schema beside them refuses."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from scripts.drift.overlay.violations_text import describe_violations, missing_keys
from scripts.oas.pointers import format_pointer
from scripts.oas.references import follow_if_possible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.lint.walk import Part
    from scripts.oas.document import Json, JsonObject
    from scripts.oas.payload_check import PayloadValidator, Violation

Said = tuple[str, str]
_MOST_EXAMPLES = 50
# A default null is often written into a branch, beside another one that is null.
_BRANCH = re.compile(r"/(?:anyOf|oneOf)/[0-9]+\Z")


def example_contradictions(document: JsonObject, part: Part, validator: PayloadValidator) -> Iterator[Said]:
    """Yield place (below the part) and sentence for each default or example that its own schema refuses."""
    schema = part.pointer if part.kind == "schema" else f"{part.pointer}/schema"
    if part.kind != "schema" and not isinstance(part.node.get("schema"), dict):
        return
    for place, name, value in _given(document, part):
        violations = [violation for violation in validator.violations(schema, value) if _counts(violation, name)]
        if violations and (name == "default" or not _fits_as_text(part, validator, schema, value)):
            yield place, f"the {name} does not fit its own schema: {'; '.join(describe_violations(violations))}"


def _given(document: JsonObject, part: Part) -> Iterator[tuple[str, str, Json]]:
    """Yield place, name and value of each default or example of a part."""
    node = part.node
    if part.kind == "media" and not _is_json(part.pointer):
        return
    if part.kind == "schema" and "default" in node and not (node["default"] is None and _BRANCH.search(part.pointer)):
        yield "default", "default", node["default"]
    if "example" in node:
        yield "example", "example", node["example"]
    examples = node.get("examples")
    if part.kind == "schema" and isinstance(examples, list):
        for number, value in enumerate(examples[:_MOST_EXAMPLES]):
            yield f"examples/{number}", "example", value
    elif part.kind != "schema" and isinstance(examples, dict):
        for key in list(examples)[:_MOST_EXAMPLES]:
            example = follow_if_possible(document, examples[key])[1]
            if isinstance(example, dict) and "value" in example:
                yield format_pointer(["examples", key])[1:], f"example {key!r}", example["value"]


def _is_json(place: str) -> bool:
    """Whether a media type, at a place that ends in its name, is one whose examples are written as JSON."""
    return "json" in place.rpartition("/")[2]


def _counts(violation: Violation, name: str) -> bool:
    """Whether a violation is a contradiction, and not a habit of documents."""
    if not violation.keyword or (violation.value is None and _may_be_null(violation.schema)):
        return False
    if violation.keyword == "required":
        return name != "default" and bool(missing_keys(violation))
    # That branches overlap is the fault of the branches.
    return not (violation.keyword == "oneOf" and "is valid under each of" in violation.message)


def _may_be_null(schema: object) -> bool:
    return isinstance(schema, dict) and schema.get("nullable") is True


def _fits_as_text(part: Part, validator: PayloadValidator, schema: str, value: Json) -> bool:
    """Whether an example written as text is meant: JSON as one text, or a parameter as it goes over the wire."""
    if part.kind == "parameter" and isinstance(value, (int, float)) and _fits(validator, schema, json.dumps(value)):
        return True
    if not isinstance(value, str):
        return False
    try:
        return _fits(validator, schema, json.loads(value))
    except (ValueError, RecursionError):
        return False


def _fits(validator: PayloadValidator, schema: str, value: Json) -> bool:
    return not any(_counts(violation, "example") for violation in validator.violations(schema, value))
