"""What satisfies two alternatives at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from scripts.drift.schemas.form import Arm, Fact, Key
from scripts.drift.schemas.values import token
from scripts.drift.schemas.words import CONDITIONS, LOWER, OF_TYPE, UPPER

if TYPE_CHECKING:
    from scripts.oas.document import Json


def both(first: Arm, second: Arm) -> Arm | None:
    """Return the alternative that admits what both do; None if that is nothing.

    The second one's place is kept, and its references too if the first one adds nothing to it.
    """
    kind = _type(first.type, second.type)
    if kind is None:
        return None
    if first.type in ("any", second.type) and _adds_nothing(first):
        return second
    if second.type in ("any", first.type) and _adds_nothing(second):
        return first
    values = _values(first, second)
    if values is not None and not values:
        return None
    one, two = _only(first, kind), _only(second, kind)
    return Arm(
        type=kind,
        at=second.at,
        place=second.place,
        values=values,
        known=one.known or two.known,
        facts=_facts(one.facts, two.facts) if values is None else {},
        props=_keys(one.props, two.props),
        required={**one.required, **two.required},
        patterns=_keys(one.patterns, two.patterns),
        extra=_rest(one.extra, two.extra),
        extra_at=(two if one.extra is None else one).extra_at,
        items=_rest(one.items, two.items),
        prefix=_prefix(one, two),
        conditions=_keys(one.conditions, two.conditions),
    )


def _adds_nothing(arm: Arm) -> bool:
    return arm.open or (arm.type == "boolean" and not arm.stated and len(arm.values or ()) == 2)


def _type(first: str, second: str) -> str | None:
    if first == second or second == "any":
        return first
    if first == "any":
        return second
    return "integer" if {first, second} == {"integer", "number"} else None


def _only(arm: Arm, kind: str) -> Arm:
    """Leave out what is not about values of a type."""
    if arm.type == kind or kind == "any":
        return arm
    made = evolve(
        arm,
        facts={name: fact for name, fact in arm.facts.items() if name in OF_TYPE[kind]},
        conditions={name: at for name, at in arm.conditions.items() if CONDITIONS[name] in (None, kind)},
    )
    if kind != "object":
        made = evolve(made, props={}, required={}, patterns={}, extra=None, extra_at=None)
    if kind != "array":
        made = evolve(made, items=None, prefix=())
    return made


def _values(first: Arm, second: Arm) -> tuple[Json, ...] | None:
    if first.values is None or second.values is None:
        return first.values if second.values is None else second.values
    known = {token(value) for value in second.values}
    return tuple(value for value in first.values if token(value) in known)


def _keys(first: dict[str, Key], second: dict[str, Key]) -> dict[str, Key]:
    found = dict(first)
    for name, key in second.items():
        before = found.get(name, ())
        found[name] = before + tuple(part for part in key if part not in before)
    return found


def _rest(first: Key | bool | None, second: Key | bool | None) -> Key | bool | None:
    if first is False or second is False:
        return False
    if isinstance(first, tuple) and isinstance(second, tuple):
        return first + tuple(part for part in second if part not in first)
    return second if first is None else first


def _prefix(first: Arm, second: Arm) -> tuple[Key, ...]:
    length = max(len(first.prefix), len(second.prefix))
    found: list[Key] = []
    for index in range(length):
        parts = [arm.prefix[index] if index < len(arm.prefix) else arm.items for arm in (first, second)]
        keys = [part for part in parts if isinstance(part, tuple)]
        found.append(tuple(dict.fromkeys(name for key in keys for name in key)))
    return tuple(found)


def _facts(first: dict[str, Fact], second: dict[str, Fact]) -> dict[str, Fact]:
    found = dict(first)
    for name, fact in second.items():
        found[name] = _tighter(name, found[name], fact) if name in found else fact
    return found


def _tighter(name: str, first: Fact, second: Fact) -> Fact:
    if token(first.value) == token(second.value):
        return first
    if name in LOWER or name == "minimum":
        return max(first, second, key=lambda fact: _order(fact.value))
    if name in UPPER:
        return min(first, second, key=lambda fact: _order(fact.value))
    if name == "maximum":
        return min(first, second, key=lambda fact: _order(fact.value, out=-1))
    if name == "uniqueItems":
        return first
    parts = [
        item for fact in (first, second) for item in (fact.value if isinstance(fact.value, list) else [fact.value])
    ]
    return Fact(sorted({token(part): part for part in parts}.values(), key=token), second.at)


def _order(value: Json, out: int = 1) -> tuple[float, int]:
    """Order limits; whole numbers of any size are left as they are."""
    number, excluded = value if isinstance(value, list) else (value, False)
    return (number if isinstance(number, int | float) else 0.0, out if excluded else 0)
