"""Find the changes that cause a changed name of the client."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.change import Change, Client
from scripts.drift.verdicts import name_kinds
from scripts.oas.pointers import parse_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.drift.client.name_places import NamePlaces, PlaceIndex

_STRONG: dict[str, frozenset[str]] = {
    "module moved": frozenset({"tag-changed", "operation-id-changed"}),
    "function removed": frozenset({"operation-id-changed", "tag-changed", "operation-removed", "path-renamed"}),
}
"""Kinds of changes that explain a kind of symbol before any other change, however near."""

_UNTYPED = frozenset(
    {
        "default-changed",
        "limit-tightened",
        "limit-relaxed",
        "limit-changed",
        "pattern-changed",
        "values-in-text-changed",
    }
)
"""Kinds of changes that are invisible in types: a nearby change of another kind is the cause."""

_MAX_REFERENCES = 6  # between the name and the change

Matcher = Callable[[Change], bool]


@frozen(kw_only=True, eq=False)
class PlaceIndexes:
    """The places of all names of both packages."""

    old: PlaceIndex
    new: PlaceIndex


def causes_of(
    kind: str, old: NamePlaces, new: NamePlaces, indexes: PlaceIndexes, changes: Iterable[Change]
) -> list[str]:
    """Return the fingerprints of the changes that explain a symbol, sorted; empty if none does.

    The nearest win: those at the place of the name in both documents, then in one, then at the schemas it refers to,
    above it, at places that refer to it, and last those of the same operation.

    Args:
        kind: Kind of the symbol.
        old: The places of its name in the base.
        new: The places of the new names in the revision.
        indexes: The places of all names.
        changes: All changes.
    """
    relevant = [change for change in changes if change.reach and change.verdict.client is not Client.DOCS]
    strong = [change for change in relevant if change.kind in _STRONG.get(kind, ())]
    effective = [change for change in relevant if change.verdict.client is not Client.NONE]
    # What uses a new class changed: the class itself breaks no name.
    used = [change for change in effective if change.kind != "schema-added"]
    # A change without an effect on the client explains a name only if no other change does.
    for candidates in (strong, used, effective, relevant):
        for matches in (*_exactly(kind, old, new), *_levels(old, new, indexes)):
            matching = [change for change in candidates if matches(change)]
            if matching:
                return sorted({change.fingerprint for change in _likely(kind, matching)})
    return []


def _removes_class(change: Change) -> bool:
    """Whether a change explains a removed class, before others at the same distance."""
    return change.kind == "schema-removed" or change.kind in name_kinds()


def _likely(kind: str, candidates: list[Change]) -> list[Change]:
    """Return the changes, of several at one place, that cause such a kind of symbol."""
    names = [change for change in candidates if kind == "class removed" and _removes_class(change)]
    return names or [change for change in candidates if change.kind not in _UNTYPED] or candidates


def _exactly(kind: str, old: NamePlaces, new: NamePlaces) -> Iterator[Matcher]:
    """Yield matchers for changes of a whole class: they remove its name, while a change of a part does not."""
    if kind == "class removed":
        yield partial(_at, old=old.own, new=new.own)
    elif old.operation is not None:  # a change of the body's class comes before one around it
        yield lambda change: _removes_class(change) and _at(change, old.referenced, new.referenced)


def _levels(old: NamePlaces, new: NamePlaces, indexes: PlaceIndexes) -> Iterator[Matcher]:
    yield lambda change: _in_both(change, old, new)
    yield partial(_at_or_inside, old=old.own, new=new.own)
    yield partial(_at, old=old.referenced, new=new.referenced)
    yield partial(_at_or_inside, old=old.referenced, new=new.referenced)
    yield partial(_above, old=old.own, new=new.own)
    around = (old.own, new.own)
    seen: set[str] = set(old.own | new.own)
    for _ in range(_MAX_REFERENCES):
        around = (indexes.old.holders(around[0]) - seen, indexes.new.holders(around[1]) - seen)
        if not any(around):
            break
        seen |= around[0] | around[1]
        yield partial(_near, old=around[0], new=around[1])
    operations = {_operation_at(place) for place in seen} | {old.operation, new.operation}
    yield lambda change: not operations.isdisjoint(change.operations)


def _in_both(change: Change, old: NamePlaces, new: NamePlaces) -> bool:
    if change.base is None or change.revision is None:
        return False
    old_pointer, new_pointer = change.base.pointer, change.revision.pointer
    return any(_inside(old_pointer, place) for place in old.own) and any(
        _inside(new_pointer, place) for place in new.own
    )


def _near(change: Change, old: frozenset[str], new: frozenset[str]) -> bool:
    return _at_or_inside(change, old, new) or _above(change, old, new)


def _at(change: Change, old: frozenset[str], new: frozenset[str]) -> bool:
    """Whether a change is at one of these places."""
    return any(pointer in places for pointer, places in _pointers(change, old, new))


def _at_or_inside(change: Change, old: frozenset[str], new: frozenset[str]) -> bool:
    """Whether a change is at or inside one of these places."""
    return any(_inside(pointer, place) for pointer, places in _pointers(change, old, new) for place in places)


def _above(change: Change, old: frozenset[str], new: frozenset[str]) -> bool:
    """Whether a change is above one of these places: at the schema of a property, the operation of a body."""
    return any(
        pointer.count("/") > 1 and _inside(place, pointer)
        for pointer, places in _pointers(change, old, new)
        for place in places
    )


def _pointers(change: Change, old: frozenset[str], new: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each pointer of a change with the places of that document; its node is in the base unless it was added."""
    if change.base is not None:
        yield change.base.pointer, old
    if change.revision is not None:
        yield change.revision.pointer, new
    yield change.node, new if change.base is None and change.revision is not None else old


def _inside(pointer: str, place: str) -> bool:
    return pointer == place or pointer.startswith(f"{place}/")


def _operation_at(place: str) -> str | None:
    parts = parse_pointer(place)
    if len(parts) > 2 and parts[0] == "paths":
        return f"{parts[2].upper()} {parts[1]}"
    return None
