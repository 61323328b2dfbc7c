"""Two alternatives of one type: their values and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.drift.schema.say import listed, short, subject
from scripts.drift.schema.values import in_order, token, without
from scripts.drift.schema.words import LOWER, UPPER

if TYPE_CHECKING:
    from scripts.codegen.document import Json
    from scripts.drift.schema.form import Arm, Fact
    from scripts.drift.schema.site import Site

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
        _say(site, "known-values-changed", base, revision, _values(base.known), _values(revision.known), message)


def _sorted(values: tuple[Json, ...]) -> list[str]:
    return sorted(map(token, values))


def _say(site: Site, kind: str, base: Arm, revision: Arm, before: Json, after: Json, message: str) -> None:
    site.report(kind, *site.spots(base, revision), before, after, message)


def _both_closed(site: Site, base: Arm, revision: Arm, old: tuple[Json, ...], new: tuple[Json, ...]) -> None:
    added, gone = without(new, old), without(old, new)
    name = subject(site.spots(base, revision)[0])
    before, after = _values(old), _values(new)
    if added and gone:
        message = f"{name} lost {listed(gone)} and gained {listed(added)}"
        _say(site, "enum-changed", base, revision, before, after, message)
    elif added:
        _say(site, "enum-grown", base, revision, before, after, f"{name} may also be {listed(added)}")
    elif gone:
        _say(site, "enum-shrunk", base, revision, before, after, f"{name} may no longer be {listed(gone)}")


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
    _say(site, "enum-opened", base, revision, _values(old), _open(revision), message)


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
        ways = {_way(name, base.facts.get(name), revision.facts.get(name)) for name in bounds}
        kind = f"limit-{ways.pop()}" if len(ways) == 1 else "limit-changed"
        _fact(site, kind, bounds, base, revision)


def _said(fact: Fact | None) -> str | None:
    return None if fact is None else token(fact.value)


def _fact(site: Site, kind: str, names: list[str], base: Arm, revision: Arm) -> None:
    name = names[0]
    old, new = base.facts.get(name), revision.facts.get(name)
    spots = site.stated(base, old.at if old else None, revision, new.at if new else None)
    if kind.startswith("limit") or kind == "content-changed":
        before, after = _shown(base, names), _shown(revision, names)
    else:
        before, after = (short(fact.value) if fact else None for fact in (old, new))
    message = f"{' and '.join(names)} of {subject(spots[0])} changed from {_text(before)} to {_text(after)}"
    site.report(kind, *spots, before, after, message)


def _shown(arm: Arm, names: list[str]) -> Json:
    found: dict[str, Json] = {}
    for name in names:
        fact = arm.facts.get(name)
        if fact is not None and isinstance(fact.value, list) and name in ("minimum", "maximum"):
            number, excluded = fact.value
            found[("exclusiveM" + name[1:]) if excluded else name] = number
        elif fact is not None:
            found[name] = fact.value
    return found or None


def _text(value: Json) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {item}" for name, item in value.items())
    return "nothing" if value is None else str(value)


def _way(name: str, old: Fact | None, new: Fact | None) -> str:
    """Return ``tightened``, ``relaxed`` or ``changed``."""
    if old is None or new is None:
        return "tightened" if old is None else "relaxed"
    first, second = old.value, new.value
    if name == "multipleOf":
        return _multiples(first, second)
    if name in LOWER or name == "minimum":
        grew = _key(first, 1) < _key(second, 1)
    elif name in UPPER or name == "maximum":
        grew = _key(first, -1) > _key(second, -1)
    else:
        return "changed"
    return "tightened" if grew else "relaxed"


def _key(value: Json, out: int) -> tuple[float, int]:
    number, excluded = value if isinstance(value, list) else (value, False)
    return (float(number) if isinstance(number, int | float) else 0.0, out if excluded else 0)


def _multiples(first: Any, second: Any) -> str:
    if not all(isinstance(item, int | float) and item > 0 for item in (first, second)):
        return "changed"
    if second % first == 0:
        return "tightened"
    return "relaxed" if first % second == 0 else "changed"
