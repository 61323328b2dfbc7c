"""Which change is behind a name that no longer does what it did."""

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

    from scripts.drift.client.anchors import Anchor, Anchors

_STRONG: dict[str, frozenset[str]] = {
    "module moved": frozenset({"tag-changed", "operation-id-changed"}),
    "function removed": frozenset({"operation-id-changed", "tag-changed", "operation-removed", "path-renamed"}),
}
"""Kinds of changes that explain a kind of symbol before any other does, however near that is."""

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
"""Kinds of changes that no type tells, beside one that does."""

_FARTHEST = 6  # references from the name to what was changed

Fits = Callable[[Change], bool]


@frozen(kw_only=True, eq=False)
class Places:
    """The places of all names of both packages."""

    old: Anchors
    new: Anchors


def causes_of(kind: str, old: Anchor, new: Anchor, places: Places, changes: Iterable[Change]) -> list[str]:
    """Return the fingerprints of the changes that explain a symbol, sorted; empty if none does.

    The nearest win: those at the place of the name in both documents, then in one, then at what it refers to, above
    it, at what refers to it, and last those of the same operation.

    Args:
        kind: Kind of the symbol.
        old: Where its name stands in the base.
        new: Where what there is now stands in the revision.
        places: All places of the two packages.
        changes: All changes.
    """
    counted = [change for change in changes if change.reach and change.verdict.client is not Client.DOCS]
    strong = [change for change in counted if change.kind in _STRONG.get(kind, ())]
    felt = [change for change in counted if change.verdict.client is not Client.NONE]
    for several in (strong, felt, counted):
        for fits in (*_exactly(kind, old, new), *_levels(old, new, places)):
            found = [change for change in several if fits(change)]
            if found:
                return sorted({change.fingerprint for change in _likely(kind, found)})
    return []


def _removes_class(change: Change) -> bool:
    """Whether a change explains a removed class, before others that are as near."""
    return change.kind == "schema-removed" or change.kind in name_kinds()


def _likely(kind: str, found: list[Change]) -> list[Change]:
    """Of several changes at one place, return those that such a symbol comes of."""
    names = [change for change in found if kind == "class removed" and _removes_class(change)]
    return names or [change for change in found if change.kind not in _UNTYPED] or found


def _exactly(kind: str, old: Anchor, new: Anchor) -> Iterator[Fits]:
    """A class goes by what happens to the whole of it, not to a part; so does the type that is called by it."""
    if kind == "class removed":
        yield partial(_at, old=old.own, new=new.own)
    elif old.operation is not None:  # a body is wide: what happens to its class comes before what happens around it
        yield lambda change: _removes_class(change) and _at(change, old.named, new.named)


def _levels(old: Anchor, new: Anchor, places: Places) -> Iterator[Fits]:
    yield lambda change: _in_both(change, old, new)
    yield partial(_touches, old=old.own, new=new.own)
    yield partial(_at, old=old.named, new=new.named)
    yield partial(_touches, old=old.named, new=new.named)
    yield partial(_above, old=old.own, new=new.own)
    around = (old.own, new.own)
    seen: set[str] = set(old.own | new.own)
    for _ in range(_FARTHEST):
        around = (places.old.holders(around[0]) - seen, places.new.holders(around[1]) - seen)
        if not any(around):
            break
        seen |= around[0] | around[1]
        yield partial(_near, old=around[0], new=around[1])
    called = {_operation_at(place) for place in seen} | {old.operation, new.operation}
    yield lambda change: not called.isdisjoint(change.operations)


def _in_both(change: Change, old: Anchor, new: Anchor) -> bool:
    if change.base is None or change.revision is None:
        return False
    was, now = change.base.pointer, change.revision.pointer
    return any(_inside(was, place) for place in old.own) and any(_inside(now, place) for place in new.own)


def _near(change: Change, old: frozenset[str], new: frozenset[str]) -> bool:
    return _touches(change, old, new) or _above(change, old, new)


def _at(change: Change, old: frozenset[str], new: frozenset[str]) -> bool:
    """Whether a change stands at one of the places that its documents have."""
    return any(pointer in places for pointer, places in _pointers(change, old, new))


def _touches(change: Change, old: frozenset[str], new: frozenset[str]) -> bool:
    """Whether a change stands at one of these places, or inside."""
    return any(_inside(pointer, place) for pointer, places in _pointers(change, old, new) for place in places)


def _above(change: Change, old: frozenset[str], new: frozenset[str]) -> bool:
    """Whether a change stands around one of these places: at the schema of a property, the operation of a body."""
    return any(
        pointer.count("/") > 1 and _inside(place, pointer)
        for pointer, places in _pointers(change, old, new)
        for place in places
    )


def _pointers(change: Change, old: frozenset[str], new: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield where a change stands, each with the places of that document; its node is in the base, if it is there."""
    if change.base is not None:
        yield change.base.pointer, old
    if change.revision is not None:
        yield change.revision.pointer, new
    yield change.node, new if change.base is None and change.revision is not None else old


def _inside(pointer: str, place: str) -> bool:
    return pointer == place or pointer.startswith(f"{place}/")


def _operation_at(place: str) -> str | None:
    parts = parse_pointer(place)
    return f"{parts[2].upper()} {parts[1]}" if len(parts) > 2 and parts[0] == "paths" else None
