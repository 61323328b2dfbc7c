"""Tell which values two alternatives of a scalar type share: one within another, and overlaps of ``oneOf``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.schemas.scalars import bound_changes, stated
from scripts.drift.schemas.values import token
from scripts.oas.schemas import TYPED_FORMATS

if TYPE_CHECKING:
    from scripts.drift.schemas.alternatives import Alternative, CanonicalSchema

SCALARS = ("string", "integer", "number", "boolean")
_TEXTS = ("pattern", "contentEncoding", "contentMediaType")


def covers(wide: Alternative, narrow: Alternative) -> bool:
    """Whether an alternative certainly allows every value of another one of the same scalar type, read alike."""
    if wide.type != narrow.type or wide.type not in SCALARS:
        return False
    if wide.values is not None:
        return narrow.values is not None and {*map(token, narrow.values)} <= {*map(token, wide.values)}
    if narrow.values is not None:
        return not wide.is_limited
    if wide.conditions or any(_text(wide, name) not in (None, _text(narrow, name)) for name in _TEXTS):
        return False
    if _read_as(wide) != _read_as(narrow):
        return False
    before, after = (
        stated(item, [name for name in item.limits if name not in (*_TEXTS, "format")]) or {} for item in (wide, narrow)
    )
    return bound_changes(before, after) <= {"tightened"}


def _text(item: Alternative, name: str) -> str | None:
    if name not in item.limits:
        return None
    return token(item.limits[name].value)


def _read_as(item: Alternative) -> str | None:
    """Return the format that decides about the type in Python; None for the type of all other formats."""
    form = item.limits["format"].value if "format" in item.limits else None
    if form == "binary" or form in TYPED_FORMATS:
        return str(form)
    return None


def overlap(schema: CanonicalSchema, other: CanonicalSchema) -> frozenset[str]:
    """Return the scalar values that two alternatives of ``oneOf`` allow, and that another schema has as well.

    Listed values are returned as tokens; a type, if two alternatives may have any value of it in common.
    """
    shared: set[str] = set()
    if not schema.exclusive:
        return frozenset()
    for family in {item.family for item in other.non_null} & {"string", "number", "boolean"}:
        group = [item for item in schema.non_null if item.family == family]
        seen: set[str] = set()
        opened = [item for item in group if item.values is None]
        # Beside an unlimited alternative, a limited one is an example: no author means that its values are refused.
        if len(opened) > 1 and all(item.is_limited for item in opened):
            shared.add(f"any {family}")
        for item in group:
            tokens = {*map(token, item.values or ())}
            shared |= {value for value in tokens if (opened or value in seen) and _allows(other, family, value)}
            seen |= tokens
    return frozenset(shared)


def _allows(schema: CanonicalSchema, family: str, value: str) -> bool:
    return any(
        item.family == family and (item.values is None or value in map(token, item.values)) for item in schema.non_null
    )
