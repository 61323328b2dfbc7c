"""Compute the values that two alternatives have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from scripts.drift.schemas.alternatives import INVALID, Alternative, Limit, Pointers, Rest
from scripts.drift.schemas.keyword_groups import CONDITIONS, LOWER, OF_TYPE, UPPER
from scripts.drift.schemas.values import token

if TYPE_CHECKING:
    from scripts.oas.document import Json


def intersection(first: Alternative, second: Alternative) -> Alternative | None:
    """Return the alternative that allows the values that both allow; None if there are none.

    The place of the second is kept, and its references too if the first adds no constraint.
    """
    for item in (first, second):
        if item.type == INVALID:
            return item
    type_name = _common_type(first.type, second.type)
    if type_name is None:
        return None
    if first.type in ("any", second.type) and _adds_nothing(first):
        return second
    if second.type in ("any", first.type) and _adds_nothing(second):
        return first
    values = _common_values(first, second)
    if values is not None and not values:
        return None
    one, two = _restricted_to(first, type_name), _restricted_to(second, type_name)
    return Alternative(
        type=type_name,
        at=second.at,
        place=second.place,
        values=values,
        listed_values=one.listed_values or two.listed_values,
        limits=_merged_limits(one.limits, two.limits) if values is None else {},
        properties=_merged(one.properties, two.properties),
        required={**one.required, **two.required},
        patterns=_merged(one.patterns, two.patterns),
        extra=_common_rest(one.extra, two.extra),
        extra_at=(two if one.extra is None else one).extra_at,
        items=_common_rest(one.items, two.items),
        prefix=_merged_prefix(one, two),
        conditions=_merged(one.conditions, two.conditions),
    )


def _adds_nothing(item: Alternative) -> bool:
    return item.is_open or (item.type == "boolean" and not item.is_limited and len(item.values or ()) == 2)


def _common_type(first: str, second: str) -> str | None:
    if first == second or second == "any":
        return first
    if first == "any":
        return second
    if {first, second} == {"integer", "number"}:
        return "integer"
    return None


def _restricted_to(item: Alternative, type_name: str) -> Alternative:
    """Drop the keywords that do not apply to values of a type."""
    if item.type == type_name or type_name == "any":
        return item
    restricted = evolve(
        item,
        limits={name: limit for name, limit in item.limits.items() if name in OF_TYPE[type_name]},
        conditions={name: at for name, at in item.conditions.items() if CONDITIONS[name] in (None, type_name)},
    )
    if type_name != "object":
        restricted = evolve(restricted, properties={}, required={}, patterns={}, extra=None, extra_at=None)
    if type_name != "array":
        restricted = evolve(restricted, items=None, prefix=())
    return restricted


def _common_values(first: Alternative, second: Alternative) -> tuple[Json, ...] | None:
    if first.values is None:
        return second.values
    if second.values is None:
        return first.values
    tokens = {token(value) for value in second.values}
    return tuple(value for value in first.values if token(value) in tokens)


def _joined(first: Pointers, second: Pointers) -> Pointers:
    return first + tuple(at for at in second if at not in first)


def _merged(first: dict[str, Pointers], second: dict[str, Pointers]) -> dict[str, Pointers]:
    return {**first, **{name: _joined(first.get(name, ()), pointers) for name, pointers in second.items()}}


def _common_rest(first: Rest, second: Rest) -> Rest:
    if first is False or second is False:
        return False
    if isinstance(first, tuple) and isinstance(second, tuple):
        return _joined(first, second)
    if first is None:
        return second
    return first


def _merged_prefix(first: Alternative, second: Alternative) -> tuple[Pointers, ...]:
    items: list[Pointers] = []
    for index in range(max(len(first.prefix), len(second.prefix))):
        parts = [item.prefix[index] if index < len(item.prefix) else item.items for item in (first, second)]
        one, two = (part if isinstance(part, tuple) else () for part in parts)
        items.append(_joined(one, two))
    return tuple(items)


def _merged_limits(first: dict[str, Limit], second: dict[str, Limit]) -> dict[str, Limit]:
    limits = dict(first)
    for name, limit in second.items():
        limits[name] = _tighter(name, limits.get(name, limit), limit)
    return limits


def _tighter(name: str, first: Limit, second: Limit) -> Limit:
    if token(first.value) == token(second.value) or name == "uniqueItems":
        return first
    if name in LOWER or name == "minimum":
        return max(first, second, key=lambda limit: _order(limit.value))
    if name in UPPER:
        return min(first, second, key=lambda limit: _order(limit.value))
    if name == "maximum":
        return min(first, second, key=lambda limit: _order(limit.value, excluded_first=True))
    # Two patterns or formats must both match: they are kept as a list.
    parts = [
        part for limit in (first, second) for part in (limit.value if isinstance(limit.value, list) else [limit.value])
    ]
    return Limit(sorted({token(part): part for part in parts}.values(), key=token), second.at)


def _order(value: Json, *, excluded_first: bool = False) -> tuple[float, int]:
    """Return a sort key of limits; an integer stays one, whatever its size."""
    number: Json = value
    excluded: Json = False
    if isinstance(value, list):
        number, excluded = value
    weight = int(bool(excluded))
    if excluded_first:
        weight = -weight
    if isinstance(number, int | float):
        return (number, weight)
    return (0.0, weight)
