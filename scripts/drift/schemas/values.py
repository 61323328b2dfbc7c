"""Compare JSON values as JSON: 1 and 1.0 are equal, 1 and true are not."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.oas.document import Json

_EXACT = 2**53  # from here on, a float no longer tells neighbouring integers apart
# A float keeps 15 decimal digits exactly; longer numbers are sorted as text.
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")


def token(value: Any) -> str:
    """Return a text that is equal for equal JSON values, and only for them."""
    # https://json-schema.org/draft/2020-12/json-schema-core#section-4.2.2
    return json.dumps(_normal(value), sort_keys=True, ensure_ascii=True)


def _normal(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    if isinstance(value, list):
        return [_normal(item) for item in value]
    if isinstance(value, dict):
        return {key: _normal(item) for key, item in value.items()}
    return value


def type_of(value: Any) -> str:
    """Return the JSON type of a value; a whole number is an ``integer``, as JSON Schema 2020-12 has it."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, float):
        # https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1
        return "integer" if value.is_integer() else "number"
    for kind, name in ((str, "string"), (int, "integer"), (dict, "object"), (list, "array")):
        if isinstance(value, kind):
            return name
    return "null"


def decimal(value: Any) -> Decimal | None:
    """Return a finite number of any size with all of its digits; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float):
        value = repr(value)  # its own digits: Decimal(0.1) has 55
    number = Decimal(value)
    if number.is_finite():
        return number
    return None


def same(first: Any, second: Any) -> bool:
    """Whether two parts of documents are certainly equal: fast, and False where only ``token`` could tell."""
    if first is second:
        return True
    # Python's == is quick, but holds 1 and True to be equal; the texts do not.
    return bool(first == second) and json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)


def distinct(values: Iterable[Json]) -> tuple[Json, ...]:
    """Return the values in order, without duplicates."""
    return tuple({token(value): value for value in values}.values())


def in_order(values: Iterable[Json]) -> list[Json]:
    """Return the values in an order that does not depend on the document's; numbers by size."""
    return sorted(values, key=lambda value: (*_size(value), token(value)))


def _size(value: Json) -> tuple[int, float]:
    text = value if isinstance(value, str) else token(value)
    return (0, float(text)) if _NUMBER.fullmatch(text) else (1, 0.0)


def without(values: Iterable[Json], excluded: Iterable[Json]) -> list[Json]:
    """Return the values that are not among the excluded ones."""
    tokens = {token(value) for value in excluded}
    return [value for value in values if token(value) not in tokens]
