"""JSON values compared as JSON: 1 and 1.0 are one number, 1 and true are not one value."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.oas.document import Json


def token(value: Any) -> str:
    """Return a text that is the same for equal JSON values, and only for them."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=True)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def type_of(value: Any) -> str:
    """Return the JSON type of a value; a whole number is an ``integer``."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    for kind, name in ((str, "string"), (int, "integer"), (dict, "object"), (list, "array")):
        if isinstance(value, kind):
            return name
    return "null"


def decimal(value: Any) -> Decimal | None:
    """Return a number of any size with all of its digits; None for what is none, or is not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


def same(first: Any, second: Any) -> bool:
    """Whether two parts of documents are equal for sure; fast, and False where it would take a closer look."""
    if first is second:
        return True
    return bool(first == second) and json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)


def distinct(values: Iterable[Json]) -> tuple[Json, ...]:
    """Return the values in order, each once."""
    return tuple({token(value): value for value in values}.values())


def in_order(values: Iterable[Json]) -> list[Json]:
    """Return the values in an order that does not depend on how they were listed; numbers by size."""
    return sorted(values, key=lambda value: (*_size(value), token(value)))


def _size(value: Json) -> tuple[int, float]:
    text = value if isinstance(value, str) else token(value)
    return (0, float(text)) if _NUMBER.fullmatch(text) else (1, 0.0)


_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")


def without(values: Iterable[Json], others: Iterable[Json]) -> list[Json]:
    """Return the values that are not among the others."""
    known = {token(value) for value in others}
    return [value for value in values if token(value) not in known]
