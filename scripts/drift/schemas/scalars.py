"""Two alternatives of one type: their values and limits."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scripts.drift.schemas.describe import listed, short, subject
from scripts.drift.schemas.values import decimal, in_order, token, without
from scripts.drift.schemas.words import LOWER, UPPER
from scripts.oas.schemas import TYPED_FORMATS

if TYPE_CHECKING:
    from scripts.drift.schemas.form import Arm, Fact
    from scripts.drift.schemas.site import Site
    from scripts.oas.document import Json

_ALONE = {"pattern": "pattern-changed", "format": "format-changed"}
_CONTENT = ("contentEncoding", "contentMediaType")


def compare_values(site: Site, base: Arm, revision: Arm) -> None:
    """Report what changed in the values that two alternatives list."""
    if base.values is not None and revision.values is not None:
        _both_closed(site, base, revision, base.values, revision.values)
    elif base.values is not None:
        _opened(site, base, revision, base.values)
    elif revision.values is not None:
        _closed(site, base, revision, revision.values)
    elif _sorted(base.known) != _sorted(revision.known):
        name = subject(site.spots(base, revision)[0])
        message = f"the values that {name} is known to have changed; any other is still allowed"
        variant = "values-removed" if without(base.known, revision.known) else "values-added"
        _say(
            site, "known-values-changed", base, revision, _values(base.known), _values(revision.known), message, variant
        )


def _sorted(values: tuple[Json, ...]) -> list[str]:
    return sorted(map(token, values))


def _say(
    site: Site, kind: str, base: Arm, revision: Arm, before: Json, after: Json, message: str, variant: str = ""
) -> None:
    site.record(kind, *site.spots(base, revision), before, after, message, variant=variant)


def _both_closed(site: Site, base: Arm, revision: Arm, old: tuple[Json, ...], new: tuple[Json, ...]) -> None:
    added, gone = without(new, old), without(old, new)
    name = subject(site.spots(base, revision)[0])
    before, after = _values(old), _values(new)
    if added and gone:
        message = f"{name} lost {listed(gone)} and gained {listed(added)}"
        _say(site, "enum-changed", base, revision, before, after, message)
    elif added:
        message = f"{name} may also be {listed(added)}"
        _say(site, "enum-grown", base, revision, before, after, message, _grown_variant(old))
    elif gone:
        _say(site, "enum-shrunk", base, revision, before, after, f"{name} may no longer be {listed(gone)}")


def _grown_variant(old: tuple[Json, ...]) -> str:
    """Return what the values were in Python: one alone is a constant, and both truth values together are ``bool``."""
    if len(old) != 1:
        return "enum"
    return "boolean-constant" if isinstance(old[0], bool) else "constant"


def _values(values: tuple[Json, ...]) -> Json:
    return in_order(values)


def _open(arm: Arm) -> Json:
    """Return how an open set is shown: its type, and the words it is known to have."""
    shape = arm.facts.get("format")
    plain = f"{arm.type}/{shape.value}" if shape else arm.type
    return {"type": plain, "known": _values(arm.known)} if arm.known else plain


def _opened(site: Site, base: Arm, revision: Arm, old: tuple[Json, ...]) -> None:
    name = subject(site.spots(base, revision)[0])
    lost = without(old, revision.known)
    still = "is now open" if not lost else f"is now any {revision.type}"
    message = f"{name} had the values {listed(old)} and {still}"
    if lost:
        variant = "values-removed"
    elif len(old) > 1 and all(isinstance(value, str) for value in old):
        variant = "open-enum"  # only an enum of text keeps a value that it does not list
    else:
        variant = "values-listed"
    _say(site, "enum-opened", base, revision, _values(old), _open(revision), message, variant)


def _closed(site: Site, base: Arm, revision: Arm, new: tuple[Json, ...]) -> None:
    name = subject(site.spots(base, revision)[0])
    message = f"{name} was any {base.type} and may now only be {listed(new)}"
    _say(site, "enum-closed", base, revision, _open(base), _values(new), message)


def compare_facts(site: Site, base: Arm, revision: Arm) -> None:
    """Report the limits that changed: one finding for all bounds, one each for pattern, format and content."""
    if base.values is not None or revision.values is not None:
        return
    names = sorted(
        name
        for name in base.facts.keys() | revision.facts.keys()
        if _said(base.facts.get(name)) != _said(revision.facts.get(name))
    )
    for name in (name for name in names if name in _ALONE):
        _fact(site, _ALONE[name], [name], base, revision)
    content = [name for name in names if name in _CONTENT]
    if content:
        _fact(site, "content-changed", content, base, revision)
    bounds = [name for name in names if name not in _ALONE and name not in _CONTENT]
    if bounds:
        ways = ways_of(_shown(base, bounds) or {}, _shown(revision, bounds) or {})
        kind = _LIMITS.get(frozenset(ways), "limit-changed")
        _fact(site, kind, bounds, base, revision, variant=_limit_variant(ways) if kind == "limit-changed" else "")


def _said(fact: Fact | None) -> str | None:
    return None if fact is None else token(fact.value)


_LIMITS = {frozenset({"tightened"}): "limit-tightened", frozenset({"relaxed"}): "limit-relaxed"}


def _limit_variant(ways: set[str]) -> str:
    if {"tightened", "relaxed"} <= ways:
        return "tighter-and-wider"
    if "tightened" in ways:
        return "tighter"
    return "wider" if "relaxed" in ways else "not-comparable"


def added_or_removed(before: Json, after: Json) -> str:
    """Return the variant of a change of one condition."""
    if before is None:
        return "added"
    return "removed" if after is None else "other"


def _format_variant(before: Json, after: Json) -> str:
    formats = {str(before), str(after)}
    if "binary" in formats:
        return "bytes"
    return "python-type" if TYPED_FORMATS & formats else "text"


def _fact(site: Site, kind: str, names: list[str], base: Arm, revision: Arm, variant: str = "") -> None:
    name = names[0]
    old, new = base.facts.get(name), revision.facts.get(name)
    spots = site.stated(base, old.at if old else None, revision, new.at if new else None)
    before: Json
    after: Json
    if kind.startswith("limit") or kind == "content-changed":
        before, after = _shown(base, names), _shown(revision, names)
    else:
        before, after = (short(fact.value) if fact else None for fact in (old, new))
    if kind == "pattern-changed":
        variant = added_or_removed(before, after)
    elif kind == "format-changed":
        variant = _format_variant(before, after)
    told = f"{' and '.join(names)} of {subject(spots[0])}"
    message = f"{told} is {_text(after, names)} now, it was {_text(before, names)}"
    site.record(kind, *spots, before, after, message, variant=variant)


def _shown(arm: Arm, names: list[str]) -> dict[str, Json] | None:
    found: dict[str, Json] = {}
    for name in names:
        fact = arm.facts.get(name)
        if fact is not None and isinstance(fact.value, list) and name in ("minimum", "maximum"):
            number, excluded = fact.value
            found[("exclusiveM" + name[1:]) if excluded else name] = number
        elif fact is not None:
            found[name] = fact.value
    return found or None


def _text(value: Json, names: list[str]) -> str:
    if isinstance(value, dict) and list(value) == names[:1] == names:
        value = value[names[0]]
    if isinstance(value, dict):
        return ", ".join(f"{name} {item}" for name, item in value.items())
    return "nothing" if value is None else str(value)


def ways_of(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return in which ways limits changed: ``tightened``, ``relaxed``, and ``changed`` where that cannot be told.

    Args:
        before: The old limits by their keywords; those left out that stayed.
        after: The new ones.
    """
    found: set[str] = set()
    for name, others in _SPELLED.items():
        key, other = (next((key for key in (name, *others) if key in said), None) for said in (before, after))
        if key is None or other is None:
            found |= {"relaxed"} if key else {"tightened"} if other else set()
            continue
        old, new = _limit(key, before[key]), _limit(other, after[other])
        if old is None or new is None:
            found.add("changed")
        elif old != new:
            found |= _way(name, old, new)
    return found


_SPELLED = {
    **{name: ("exclusiveM" + name[1:],) for name in ("minimum", "maximum")},
    **dict.fromkeys((*LOWER, *UPPER, "multipleOf", "uniqueItems"), ()),
}
"""Each limit with the other keyword that may state it."""


def _limit(name: str, value: Json) -> tuple[Decimal, int] | None:
    """Return a limit with a number that orders excluded bounds; None where it is no number."""
    number = Decimal(value) if isinstance(value, bool) else decimal(value)
    excluded = {"exclusiveMinimum": 1, "exclusiveMaximum": -1}.get(name, 0)
    return None if number is None else (number, excluded)


def _way(name: str, old: tuple[Decimal, int], new: tuple[Decimal, int]) -> set[str]:
    if name == "multipleOf":
        return _multiples(old[0], new[0])
    up = name in LOWER or name == "minimum"
    return {"tightened"} if (old < new) is up else {"relaxed"}


def _multiples(first: Decimal, second: Decimal) -> set[str]:
    try:
        if second % first == 0:
            return {"tightened"}
        return {"relaxed"} if first % second == 0 else {"tightened", "relaxed"}
    except ArithmeticError:  # zero, or too many digits
        return {"changed"}
