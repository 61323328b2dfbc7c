"""Find defaults and examples that their own schema refuses."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from scripts.drift.overlay.violations_text import describe_violations, missing_keys
from scripts.oas.pointers import format_pointer
from scripts.oas.references import follow_if_possible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.lint.walk import Finding, Part
    from scripts.oas.document import Json, JsonObject
    from scripts.oas.payload_check import PayloadValidator, Violation

_MAX_EXAMPLES = 50
# A default of null is often inside a branch, beside the branch that allows null.
_BRANCH = re.compile(r"/(?:anyOf|oneOf)/[0-9]+\Z")


def example_contradictions(document: JsonObject, part: Part, validator: PayloadValidator) -> Iterator[Finding]:
    """Yield a finding for each default or example that its own schema refuses."""
    schema = part.pointer
    if part.kind != "schema":
        schema = f"{part.pointer}/schema"
        if not isinstance(part.node.get("schema"), dict):
            return
    for place, name, value in _values(document, part):
        violations = [
            violation for violation in validator.violations(schema, value) if _is_contradiction(violation, name)
        ]
        if violations and (name == "default" or not _is_valid_as_text(part, validator, schema, value)):
            yield place, f"the {name} does not fit its own schema: {'; '.join(describe_violations(violations))}"


def _values(document: JsonObject, part: Part) -> Iterator[tuple[str, str, Json]]:
    """Yield pointer (below the part), name and value of each default or example of a part."""
    node = part.node
    if part.kind == "media" and not _is_json(part.pointer):
        return
    if part.kind == "schema" and "default" in node and not (node["default"] is None and _BRANCH.search(part.pointer)):
        yield "default", "default", node["default"]
    if "example" in node:
        yield "example", "example", node["example"]
    examples = node.get("examples")
    if part.kind == "schema" and isinstance(examples, list):
        for number, value in enumerate(examples[:_MAX_EXAMPLES]):
            yield f"examples/{number}", "example", value
    elif part.kind != "schema" and isinstance(examples, dict):
        for key in list(examples)[:_MAX_EXAMPLES]:
            example = follow_if_possible(document, examples[key])[1]
            if isinstance(example, dict) and "value" in example:
                yield format_pointer(["examples", key])[1:], f"example {key!r}", example["value"]


def _is_json(place: str) -> bool:
    """Whether a media type is JSON; its pointer ends with its name."""
    return "json" in place.rpartition("/")[2]


def _is_contradiction(violation: Violation, name: str) -> bool:
    """Whether a violation is a contradiction; others are common in documents and harmless."""
    if not violation.keyword or (violation.value is None and _may_be_null(violation.schema)):
        return False
    # A default is often partial: the server fills in the rest.
    if violation.keyword == "required":
        return name != "default" and bool(missing_keys(violation))
    # Overlapping branches are a fault of the schema, not of the example.
    return not (violation.keyword == "oneOf" and "is valid under each of" in violation.message)


def _may_be_null(schema: object) -> bool:
    return isinstance(schema, dict) and schema.get("nullable") is True


def _is_valid_as_text(part: Part, validator: PayloadValidator, schema: str, value: Json) -> bool:
    """Whether an example is valid in another spelling: JSON written as a text, or a parameter as sent."""
    if part.kind == "parameter" and isinstance(value, (int, float)) and _is_valid(validator, schema, json.dumps(value)):
        return True
    if not isinstance(value, str):
        return False
    try:
        return _is_valid(validator, schema, json.loads(value))
    except (ValueError, RecursionError):
        return False


def _is_valid(validator: PayloadValidator, schema: str, value: Json) -> bool:
    return not any(_is_contradiction(violation, "example") for violation in validator.violations(schema, value))
