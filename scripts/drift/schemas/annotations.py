"""Compare the annotations of two schemas: defaults, flags, texts, and lists of values in a text.

Annotations are keywords that refuse no value: JSON Schema 2020-12, validation, section 9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.drift.schemas.describe import listed, short, subject
from scripts.drift.schemas.keyword_groups import FLAGS, MEMBER_NAMES
from scripts.drift.schemas.values import token
from scripts.drift.schemas.values_in_text import values_in_text
from scripts.oas.prose import is_prose

if TYPE_CHECKING:
    from scripts.drift.schemas.alternatives import Pointers
    from scripts.drift.schemas.graph import Places, SchemaPair, Side
    from scripts.drift.schemas.source import Source
    from scripts.oas.document import Json

_MAX_SCHEMAS = 200  # schemas that one is composed of
_KINDS = {
    "default": "default-changed",
    "deprecated": "deprecated-changed",
    "readOnly": "read-only-changed",
    "writeOnly": "write-only-changed",
}


@frozen
class Annotation:
    """A value, and the pointer of the schema that states it."""

    value: Any
    at: str


def annotations_of(source: Source, pointers: Pointers, *, follow: bool = True) -> dict[str, Annotation]:
    """Return the annotations of a schema by keyword; the outermost schema that states one wins.

    Args:
        source: The document.
        pointers: The schema.
        follow: Whether to look into references and combined schemas, too.
    """
    annotations: dict[str, Annotation] = {}
    remaining = list(pointers)
    seen: set[str] = set()
    while remaining and len(seen) < _MAX_SCHEMAS:
        # Breadth first, so that the outermost schema with an annotation is met first.
        at = remaining.pop(0)
        node = source.node(at)
        if at in seen or not isinstance(node, dict):
            continue
        seen.add(at)
        ignored = source.is_3_0 and "$ref" in node  # OpenAPI 3.0 ignores the siblings of $ref
        for name, value in node.items():
            if name in FLAGS:
                # A flag that is false says what goes without saying.
                if not ignored and (name == "default" or value is True):
                    annotations.setdefault(name, Annotation(value, at))
            elif is_prose(name):
                annotations.setdefault(name, Annotation(value, at))
        if follow:
            remaining.extend(_components_of(source, node, at))
    return annotations


def _components_of(source: Source, node: dict[str, Any], at: str) -> list[str]:
    """Return the pointers of the schemas that a schema consists of, as far as it has no choice."""
    places: list[str] = []
    target = source.reference(node, at)
    if target is not None:
        places.append(target)
        if source.is_3_0:
            return places
    for name in ("allOf", "anyOf", "oneOf"):
        members = node.get(name)
        if isinstance(members, list):
            # ``anyOf: [$ref, {type: null}]`` is a nullable reference in 3.1: the texts of its target are its own.
            not_null = [f"{at}/{name}/{index}" for index, member in enumerate(members) if not _is_null(member)]
            if name == "allOf" or len(not_null) == 1:
                places.extend(not_null)
    return places


def _is_null(member: Any) -> bool:
    if not isinstance(member, dict):
        return False
    return member.get("type") in ("null", ["null"]) or member.get("enum") == [None] or member.get("const", 0) is None


def compare_annotations(pair: SchemaPair, *, follow: bool) -> None:
    """Record the changes of annotations.

    Args:
        pair: The two schemas.
        follow: Whether to look into references and combined schemas; without, they are compared as pairs of their own.
    """
    old = annotations_of(pair.base.source, pair.old, follow=follow)
    new = annotations_of(pair.revision.source, pair.new, follow=follow)
    texts: list[str] = []
    for name in dict.fromkeys([*old, *new]):
        one, two = old.get(name), new.get(name)
        if name == MEMBER_NAMES:
            _compare_member_names(pair, one, two)
        elif one is not None and two is not None and (one.value is two.value or token(one.value) == token(two.value)):
            continue
        elif name in FLAGS:
            places = _places(pair, one, two)
            before, after = ({name: short(item.value)} if item else None for item in (one, two))
            message = f"{name} of {subject(places[0])} is {_text(two)}, it was {_text(one)}"
            pair.record(_KINDS[name], *places, before, after, message)
        else:
            texts.append(name)
    if "description" in texts and _compare_listed_values(pair, old.get("description"), new.get("description")):
        return
    if texts:
        places = _places(pair, old.get(texts[0]), new.get(texts[0]))
        message = f"{', '.join(sorted(texts))} of {subject(places[0])} changed"
        before, after = (
            {name: short(side[name].value) for name in sorted(texts) if name in side} or None for side in (old, new)
        )
        pair.record("docs-changed", *places, before, after, message)


def _text(annotation: Annotation | None) -> str:
    if annotation is None:
        return "missing"
    return token(annotation.value)


def _places(pair: SchemaPair, one: Annotation | None, two: Annotation | None) -> Places:
    if one is None or two is None:
        return pair.places
    return (one.at, two.at)


def _compare_member_names(pair: SchemaPair, one: Annotation | None, two: Annotation | None) -> None:
    """Record that values of an enum have other names; their order does not matter."""
    old, new = _names_of_values(pair.base, pair.old, one), _names_of_values(pair.revision, pair.new, two)
    renamed = [value for value in old if value in new and old[value] != new[value]]
    if renamed:
        places = _places(pair, one, two)
        before, after = ({value: names[value] for value in renamed} for names in (old, new))
        message = f"members of {subject(places[0])} have other names: those of {listed(renamed)}"
        pair.record("enum-names-changed", *places, before, after, message)


def _names_of_values(side: Side, pointers: Pointers, names: Annotation | None) -> dict[str, Json]:
    """Return the name of each value of an enum; None for a value whose name the generator makes from the value."""
    if names is None:
        return {token(value): None for item in side.canonical(pointers).non_null for value in item.values or ()}
    values = side.source.node(names.at).get("enum")
    if not isinstance(values, list) or not isinstance(names.value, list):
        return {}
    return {token(value): name for value, name in zip(values, names.value, strict=False)}


def _compare_listed_values(pair: SchemaPair, one: Annotation | None, two: Annotation | None) -> bool:
    """Record that a text lists further values, which the schema does not; return whether it does."""
    before, after = _values_in(one), _values_in(two)
    if not set(after) - set(before):
        return False
    old, new = _enum_texts(pair.base, pair.old), _enum_texts(pair.revision, pair.new)
    if old is None or new is None or (_repeats(before, old) and _repeats(after, new)):
        return False
    places = _places(pair, one, two)
    was = listed(before) or "none"
    message = f"the text of {subject(places[0])} now lists the values {listed(after)}, it listed {was}"
    pair.record("values-in-text-changed", *places, list(before), list(after), message)
    return True


def _values_in(annotation: Annotation | None) -> tuple[str, ...]:
    if annotation is not None and isinstance(annotation.value, str):
        return values_in_text(annotation.value)
    return ()


def _enum_texts(side: Side, pointers: Pointers) -> set[str] | None:
    """Return the values that a scalar schema lists, as text; None for objects and lists."""
    alternatives = side.canonical(pointers).non_null
    if any(item.type in ("object", "array") or item.hint for item in alternatives):
        return None
    values = [value for item in alternatives for value in item.values or () if not isinstance(value, bool)]
    return {value if isinstance(value, str) else token(value) for value in values}


def _repeats(values: tuple[str, ...], enum: set[str]) -> bool:
    """Whether a text lists nothing, or exactly the values of the enum."""
    return not values or set(values) == enum
