"""Find schemas that contradict themselves: limits, enums, required names, discriminators and descriptions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeGuard

from scripts.drift.overlay.violations_text import short_value, type_names
from scripts.drift.schemas.values_in_text import values_in_text
from scripts.oas.document import members_of
from scripts.oas.pointers import child
from scripts.oas.references import follow_if_possible, mapping_reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scripts.drift.lint.walk import Finding, Part
    from scripts.oas.document import Json, JsonObject

_LIMITS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
)
_PYTHON_TYPES = {"string": str, "boolean": bool, "array": list, "object": dict}
# A bullet begins no sentence: a list belongs to the words that announce it.
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?![\s*-])")
_FILE = re.compile(r"/|\.(?:json|ya?ml)\Z")  # other files are not looked up
_MAX_DEPTH = 8
_MAX_VALUES = 8


def schema_contradictions(document: JsonObject, part: Part) -> Iterator[Finding]:
    """Yield a finding for each contradiction within a schema."""
    node = part.node
    yield from _of_limits(node)
    yield from _of_enum(node)
    yield from _of_required(node)
    yield from _of_discriminator(document, node)
    yield from _of_text(document, node)
    if node.get("readOnly") is True and node.get("writeOnly") is True:
        yield "writeOnly", "it is both readOnly and writeOnly: it is in no request and in no response"


def _of_limits(node: JsonObject) -> Iterator[Finding]:
    for lowest, highest in _LIMITS:
        low, high = node.get(lowest), node.get(highest)
        if _is_number(low) and _is_number(high) and low > high:
            yield lowest, f"{lowest} {short_value(low)} is more than {highest} {short_value(high)}: no value is valid"


def _of_enum(node: JsonObject) -> Iterator[Finding]:
    values = node.get("enum")
    if not isinstance(values, list):
        return
    if not values:
        yield "enum", "the enum is empty: no value is valid"
    duplicates = [value for number, value in enumerate(values) if any(_same(value, other) for other in values[:number])]
    if duplicates and len(values) <= 2_000:
        yield "enum", f"the enum lists {_listed(duplicates)} twice"
    types = node.get("type")
    wrong = [value for value in values if not _has_type(value, types) and not _may_be_null(node, value)]
    if wrong:
        yield "enum", f"the enum lists {_listed(wrong)}, which its type does not allow: it must be {type_names(types)}"


def _may_be_null(node: JsonObject, value: Json) -> bool:
    return value is None and node.get("nullable") is True


def _of_required(node: JsonObject) -> Iterator[Finding]:
    required, names = node.get("required"), members_of(node.get("properties"))
    if not isinstance(required, list) or node.get("additionalProperties") is not False:
        return
    patterns = node.get("patternProperties")
    missing = [name for name in required if isinstance(name, str) and name not in names]
    if missing and not patterns:
        yield "required", f"it requires {_listed(missing)}, which is none of its properties, and allows no others"


def _of_discriminator(document: JsonObject, node: JsonObject) -> Iterator[Finding]:
    for value, target in members_of(child(node.get("discriminator"), "mapping")).items():
        if not isinstance(target, str):
            continue
        exists = follow_if_possible(document, {"$ref": mapping_reference(target)})[1] is not None
        if not exists and (target.startswith("#/") or not _FILE.search(target)):
            yield (
                "discriminator",
                f"the discriminator leads {short_value(value)} to {short_value(target)}, which does not exist",
            )


def _of_text(document: JsonObject, node: JsonObject) -> Iterator[Finding]:
    text = node.get("description")
    if not isinstance(text, str):
        return
    values = _values(document, node, 0)
    if not values:
        return
    enum = {_comparable(_as_text(value)): value for value in values if value is not None}
    mentioned: dict[str, str] = {}
    for sentence in _SENTENCES.split(text):
        values_in_sentence = {_comparable(word): word for word in values_in_text(sentence)}
        if values_in_sentence.keys() & enum.keys():  # else the sentence is about something else
            mentioned.update(values_in_sentence)
    if not mentioned:
        return
    extra = [word for key, word in mentioned.items() if key not in enum and key != "null"]
    if extra:
        yield "description", f"the text names {', '.join(extra[:_MAX_VALUES])}, which the enum does not list"
    unmentioned = [value for key, value in enum.items() if key not in mentioned and _as_text(value) not in text]
    if unmentioned:
        yield "description", f"the enum lists {_listed(unmentioned)}, which the text does not name among the values"


def _values(document: JsonObject, node: Json, depth: int) -> list[Json] | None:
    """Return all values that a schema (or, of a list, its items) allows; None if it allows others too."""
    node = follow_if_possible(document, node)[1]
    if not isinstance(node, dict) or depth > _MAX_DEPTH:
        return None
    enum = node.get("enum")
    if isinstance(enum, list):
        return enum
    if "const" in node:
        return [node["const"]]
    if node.get("type") == "null":
        return [None]
    for word in ("anyOf", "oneOf"):
        branches = node.get(word)
        if isinstance(branches, list):
            each = [_values(document, branch, depth + 1) for branch in branches[:50]]
            if None in each:
                return None
            return [value for values in each for value in values or ()]
    branches = node.get("allOf")
    if isinstance(branches, list):
        lists = [values for branch in branches[:50] if (values := _values(document, branch, depth + 1)) is not None]
        if len(lists) == 1:
            return lists[0]
        return None
    if "items" in node:
        return _values(document, node["items"], depth + 1)
    return None


def _as_text(value: Json) -> str:
    if isinstance(value, str):
        return value
    return short_value(value)


def _comparable(word: str) -> str:
    """Return a value for comparison: 4, 4.0 and ``4`` are equal, and so are ``True`` and ``true``."""
    try:
        return str(float(word))
    except ValueError:
        return word.strip().casefold()


def _listed(values: Sequence[Json]) -> str:
    text = ", ".join(short_value(value) for value in values[:_MAX_VALUES])
    if len(values) > _MAX_VALUES:
        text += f" and {len(values) - _MAX_VALUES} more"
    return text


def _is_number(value: Json) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same(one: Json, other: Json) -> bool:
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _has_type(value: Json, types: Json) -> bool:
    """Whether a value has one of some types; unknown types allow any value."""
    for name in types if isinstance(types, list) else [types]:
        if name == "null":
            matches = value is None
        elif name in ("integer", "number"):
            matches = _is_number(value) and (name == "number" or isinstance(value, int) or value.is_integer())
        else:
            matches = not isinstance(name, str) or name not in _PYTHON_TYPES or isinstance(value, _PYTHON_TYPES[name])
        if matches:
            return True
    return False
