"""Schemas that contradict themselves: lists, limits, names, and the text beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeGuard

from scripts.drift.overlay.violations_text import short_value, type_names
from scripts.drift.schemas.values_in_text import values_in_text
from scripts.oas.pointers import resolve_pointer
from scripts.oas.references import follow_if_possible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scripts.drift.lint.walk import Part
    from scripts.oas.document import Json, JsonObject

Said = tuple[str, str]

_LIMITS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
)
_PYTHON = {"string": str, "boolean": bool, "array": list, "object": dict}
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?![\s*-])")
_ELSEWHERE = re.compile(r"/|\.(?:json|ya?ml)\Z")  # a file is nothing that can be looked up
_DEEPEST = 8
_MOST = 8


def schema_contradictions(document: JsonObject, part: Part) -> Iterator[Said]:
    """Yield key (of the schema) and sentence for each contradiction within a schema."""
    node = part.node
    yield from _of_limits(node)
    yield from _of_enum(node)
    yield from _of_required(node)
    yield from _of_discriminator(document, node)
    yield from _of_text(document, node)
    if node.get("readOnly") is True and node.get("writeOnly") is True:
        yield "writeOnly", "it is both readOnly and writeOnly: it is in no request and in no answer"


def _of_limits(node: JsonObject) -> Iterator[Said]:
    for lowest, highest in _LIMITS:
        low, high = node.get(lowest), node.get(highest)
        if _is_number(low) and _is_number(high) and low > high:
            yield lowest, f"{lowest} {short_value(low)} is more than {highest} {short_value(high)}: nothing fits"


def _of_enum(node: JsonObject) -> Iterator[Said]:
    values = node.get("enum")
    if not isinstance(values, list):
        return
    if not values:
        yield "enum", "the enum is empty: nothing fits"
    twice = [value for number, value in enumerate(values) if any(_same(value, other) for other in values[:number])]
    if twice and len(values) <= 2_000:
        yield "enum", f"the enum lists {_listed(twice)} twice"
    wanted = node.get("type")
    wrong = [value for value in values if not _is_of(value, wanted) and not _may_be_null(node, value)]
    if wrong:
        yield "enum", f"the enum lists {_listed(wrong)}, which its type does not allow: it must be {type_names(wanted)}"


def _may_be_null(node: JsonObject, value: Json) -> bool:
    return value is None and node.get("nullable") is True


def _of_required(node: JsonObject) -> Iterator[Said]:
    required, properties = node.get("required"), node.get("properties")
    known = properties if isinstance(properties, dict) else {}
    if not isinstance(required, list) or node.get("additionalProperties") is not False:
        return
    patterns = node.get("patternProperties")
    lacking = [name for name in required if isinstance(name, str) and name not in known]
    if lacking and not patterns:
        yield "required", f"it requires {_listed(lacking)}, which is none of its properties, and allows no others"


def _of_discriminator(document: JsonObject, node: JsonObject) -> Iterator[Said]:
    discriminator = node.get("discriminator")
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    for word, target in mapping.items() if isinstance(mapping, dict) else ():
        if not isinstance(target, str):
            continue
        named = resolve_pointer(document, "/components/schemas")
        there = isinstance(named, dict) and target in named
        if target.startswith("#/"):
            there = follow_if_possible(document, {"$ref": target})[1] is not None
        if not there and (target.startswith("#/") or not _ELSEWHERE.search(target)):
            yield (
                "discriminator",
                f"the discriminator leads {short_value(word)} to {short_value(target)}, which does not exist",
            )


def _of_text(document: JsonObject, node: JsonObject) -> Iterator[Said]:
    text = node.get("description")
    if not isinstance(text, str):
        return
    values = _values(document, node, 0)
    if not values:
        return
    listed = {_plain(_as_text(value)): value for value in values if value is not None}
    named: dict[str, str] = {}
    for sentence in _SENTENCES.split(text):
        said = {_plain(word): word for word in values_in_text(sentence)}
        if said.keys() & listed.keys():  # else it speaks of something else
            named.update(said)
    if not named:
        return
    lacking = [word for key, word in named.items() if key not in listed and key != "null"]
    if lacking:
        yield "description", f"the text names {', '.join(lacking[:_MOST])}, which the enum does not list"
    more = [value for key, value in listed.items() if key not in named and _as_text(value) not in text]
    if more:
        yield "description", f"the enum lists {_listed(more)}, which the text does not name among the values"


def _values(document: JsonObject, node: Json, depth: int) -> list[Json] | None:
    """Return all values that a schema (or, of a list, its items) allows, or None if it lists none or allows others."""
    node = follow_if_possible(document, node)[1]
    if not isinstance(node, dict) or depth > _DEEPEST:
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
            return None if None in each else [value for values in each for value in values or ()]
    branches = node.get("allOf")
    if isinstance(branches, list):
        found = [values for branch in branches[:50] if (values := _values(document, branch, depth + 1)) is not None]
        return found[0] if len(found) == 1 else None
    return _values(document, node["items"], depth + 1) if "items" in node else None


def _as_text(value: Json) -> str:
    return value if isinstance(value, str) else short_value(value)


def _plain(word: str) -> str:
    """Return a value as it is compared: 4, 4.0 and ``4`` are one, and so are ``True`` and ``true``."""
    try:
        return str(float(word))
    except ValueError:
        return word.strip().casefold()


def _listed(values: Sequence[Json]) -> str:
    more = f" and {len(values) - _MOST} more" if len(values) > _MOST else ""
    return ", ".join(short_value(value) for value in values[:_MOST]) + more


def _is_number(value: Json) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same(one: Json, other: Json) -> bool:
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _is_of(value: Json, wanted: Json) -> bool:
    """Whether a value is of a type, or of one of several; of no known type, anything is."""
    for name in wanted if isinstance(wanted, list) else [wanted]:
        if name == "null":
            fits = value is None
        elif name in ("integer", "number"):
            fits = _is_number(value) and (name == "number" or isinstance(value, int) or value.is_integer())
        else:
            fits = not isinstance(name, str) or name not in _PYTHON or isinstance(value, _PYTHON[name])
        if fits:
            return True
    return False
