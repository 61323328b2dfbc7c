"""Compare the values and limits of two alternatives of one type."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scripts.drift.schemas.describe import listed, short, subject, type_and_format
from scripts.drift.schemas.keyword_groups import LOWER, UPPER
from scripts.drift.schemas.values import decimal, in_order, token, without
from scripts.oas.schemas import TYPED_FORMATS

if TYPE_CHECKING:
    from scripts.drift.schemas.alternatives import Alternative, Limit
    from scripts.drift.schemas.graph import SchemaPair
    from scripts.oas.document import Json

_CONTENT = ("contentEncoding", "contentMediaType")
_BOUNDS = {
    **{name: ("exclusiveM" + name[1:],) for name in ("minimum", "maximum")},
    **dict.fromkeys((*LOWER, *UPPER, "multipleOf", "uniqueItems"), ()),
}
"""Each bound with the other keyword that may state it."""


def compare_values(pair: SchemaPair, old: Alternative, new: Alternative) -> None:
    """Record the changes of the values that two alternatives list."""
    before: Json
    after: Json
    if old.values is None and new.values is None:
        if sorted(map(token, old.listed_values)) == sorted(map(token, new.listed_values)):
            return
        kind, before, after = "known-values-changed", in_order(old.listed_values), in_order(new.listed_values)
        variant = "values-added"
        if without(before, after):
            variant = "values-removed"
        text = "lists other values than before; any other is still allowed"
    elif old.values is not None and new.values is not None:
        before, after = in_order(old.values), in_order(new.values)
        kind, variant, text = _enum_change(old.values, new.values)
        if not kind:
            return
    elif old.values is not None:
        kind, before, after = "enum-opened", in_order(old.values), _open_set(new)
        variant, text = _opened(old.values, new)
    else:
        kind, variant, before, after = "enum-closed", "", _open_set(old), in_order(new.values or ())
        text = f"was any {old.type} and may now only be {listed(new.values)}"
    places = pair.places_of(old, new)
    pair.record(kind, *places, before, after, f"{subject(places[0])} {text}", variant=variant)


def _enum_change(old: tuple[Json, ...], new: tuple[Json, ...]) -> tuple[str, str, str]:
    """Return kind, variant and text of a change of an enum; no kind if there is no change."""
    added, removed = without(new, old), without(old, new)
    if added and removed:
        return "enum-changed", "", f"lost {listed(removed)} and gained {listed(added)}"
    if removed:
        return "enum-shrunk", "", f"may no longer be {listed(removed)}"
    if not added:
        return "", "", ""
    variant = "enum"
    if len(old) == 1:  # the generator makes a Literal of one value, an enum of several, and bool of both truth values
        variant = "constant"
        if isinstance(old[0], bool):
            variant = "boolean-constant"
    return "enum-grown", variant, f"may also be {listed(added)}"


def _opened(old: tuple[Json, ...], new: Alternative) -> tuple[str, str]:
    """Return variant and text of an enum that became open."""
    if without(old, new.listed_values):
        return "values-removed", f"had the values {listed(old)} and is now any {new.type}"
    variant = "values-listed"
    # Generated enums of text keep values that they do not list, so that the same class still reads them all.
    if len(old) > 1 and all(isinstance(value, str) for value in old):
        variant = "open-enum"
    return variant, f"had the values {listed(old)} and is now open"


def _open_set(item: Alternative) -> Json:
    """Return an open set as JSON: its type, and its known values."""
    text = type_and_format(item)
    if item.listed_values:
        return {"type": text, "known": in_order(item.listed_values)}
    return text


def compare_limits(pair: SchemaPair, old: Alternative, new: Alternative) -> None:
    """Record the changes of limits: one change for all bounds, one each for pattern, format and content."""
    if old.values is not None or new.values is not None:
        return
    names = sorted(name for name in old.limits.keys() | new.limits.keys() if not _equal(old, new, name))
    for name in names:
        before, after = (_value(item.limits.get(name)) for item in (old, new))
        if name == "pattern":
            _record(pair, "pattern-changed", [name], old, new, before, after, added_or_removed(before, after))
        elif name == "format":
            _record(pair, "format-changed", [name], old, new, before, after, _format_variant(before, after))
    content = [name for name in names if name in _CONTENT]
    if content:
        _record(pair, "content-changed", content, old, new, stated(old, content), stated(new, content))
    bounds = [name for name in names if name not in ("pattern", "format", *_CONTENT)]
    if bounds:
        before, after = stated(old, bounds), stated(new, bounds)
        kind, variant = _bounds_kind(bound_changes(before or {}, after or {}))
        _record(pair, kind, bounds, old, new, before, after, variant)


def _equal(old: Alternative, new: Alternative, name: str) -> bool:
    one, two = old.limits.get(name), new.limits.get(name)
    return one is not None and two is not None and token(one.value) == token(two.value)


def _value(limit: Limit | None) -> Json:
    if limit is None:
        return None
    return short(limit.value)


def _bounds_kind(changes: set[str]) -> tuple[str, str]:
    """Return kind and variant of a change of bounds."""
    if changes == {"tightened"}:
        return "limit-tightened", ""
    if changes == {"relaxed"}:
        return "limit-relaxed", ""
    if {"tightened", "relaxed"} <= changes:
        return "limit-changed", "tighter-and-wider"
    if "tightened" in changes:
        return "limit-changed", "tighter"
    if "relaxed" in changes:
        return "limit-changed", "wider"
    return "limit-changed", "not-comparable"


def added_or_removed(before: Json, after: Json) -> str:
    """Return the variant of a change of one condition."""
    if before is None:
        return "added"
    if after is None:
        return "removed"
    return "other"


def _format_variant(before: Json, after: Json) -> str:
    formats = {str(before), str(after)}
    if "binary" in formats:
        return "bytes"
    if TYPED_FORMATS & formats:  # `date-time` is a `datetime` in the client, `uri` is text
        return "python-type"
    return "text"


def _record(
    pair: SchemaPair,
    kind: str,
    names: list[str],
    old: Alternative,
    new: Alternative,
    before: Json,
    after: Json,
    variant: str = "",
) -> None:
    old_at, new_at = (item.limits[names[0]].at if names[0] in item.limits else None for item in (old, new))
    places = pair.places_stating(old, old_at, new, new_at)
    name = f"{' and '.join(names)} of {subject(places[0])}"
    message = f"{name} is {_text(after, names)} now, it was {_text(before, names)}"
    pair.record(kind, *places, before, after, message, variant=variant)


def stated(item: Alternative, names: list[str]) -> dict[str, Json] | None:
    """Return the limits of these names by the keywords that state them; None if there are none."""
    limits: dict[str, Json] = {}
    for name in names:
        limit = item.limits.get(name)
        if limit is not None and isinstance(limit.value, list) and name in ("minimum", "maximum"):
            number, excluded = limit.value
            keyword = name
            if excluded:
                keyword = "exclusiveM" + name[1:]
            limits[keyword] = number
        elif limit is not None:
            limits[name] = limit.value
    return limits or None


def _text(value: Json, names: list[str]) -> str:
    """Return limits in words: the value alone if the message names its keyword, else each keyword and its value."""
    if isinstance(value, dict) and len(names) == 1 and names == list(value):
        value = value[names[0]]
    if isinstance(value, dict):
        return ", ".join(f"{name} {item}" for name, item in value.items())
    if value is None:
        return "missing"
    return str(value)


def bound_changes(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return how bounds changed: ``tightened``, ``relaxed``, and ``changed`` where they cannot be compared.

    Args:
        before: The old bounds by keyword, unchanged ones left out.
        after: The new ones.
    """
    changes: set[str] = set()
    for name, others in _BOUNDS.items():
        old_key, new_key = (next((key for key in (name, *others) if key in side), None) for side in (before, after))
        if old_key is None or new_key is None:
            if old_key:
                changes.add("relaxed")
            if new_key:
                changes.add("tightened")
            continue
        old, new = _comparable(old_key, before[old_key]), _comparable(new_key, after[new_key])
        if old is None or new is None:
            changes.add("changed")
        elif old != new:
            changes |= _bound_change(name, old, new)
    return changes


def _comparable(name: str, value: Json) -> tuple[Decimal, int] | None:
    """Return a bound as a sort key, in which excluded bounds are tighter; None for what is not a number."""
    number = decimal(value)
    if isinstance(value, bool):  # uniqueItems: true is tighter than false
        number = Decimal(value)
    if number is None:
        return None
    return (number, {"exclusiveMinimum": 1, "exclusiveMaximum": -1}.get(name, 0))


def _bound_change(name: str, old: tuple[Decimal, int], new: tuple[Decimal, int]) -> set[str]:
    if name == "multipleOf":
        return _multiple_change(old[0], new[0])
    is_lower = name in LOWER or name == "minimum"
    if (old < new) is is_lower:
        return {"tightened"}
    return {"relaxed"}


def _multiple_change(old: Decimal, new: Decimal) -> set[str]:
    try:
        if new % old == 0:
            return {"tightened"}
        if old % new == 0:
            return {"relaxed"}
        return {"tightened", "relaxed"}
    except ArithmeticError:  # zero, or too many digits
        return {"changed"}
