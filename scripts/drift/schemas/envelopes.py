"""Recognise an object that lost its envelope, or got one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.schemas.describe import subject

if TYPE_CHECKING:
    from scripts.drift.schemas.alternatives import Alternative
    from scripts.drift.schemas.graph import SchemaPair, Side
    from scripts.oas.document import Json

# Share of the properties of the inner object that the other one must have: not all, since a revision that unwraps a
# response may add or drop a field as well, and each is a cause of its own.
_MIN_SHARE_MOVED = 0.8


@frozen(kw_only=True)
class _Envelope:
    """A property that may be the envelope, the object in it, and the names that moved out of it or into it."""

    name: str
    inner: Alternative
    moved: list[str]
    is_removed: bool


def record_envelope(
    pair: SchemaPair, old: Alternative, new: Alternative, removed: list[str], added: list[str]
) -> frozenset[str]:
    """Record that an object is no longer wrapped in a property, or is wrapped now.

    Args:
        pair: The two schemas.
        old: The object in the base.
        new: The object in the revision.
        removed: Names of properties that only the base has; those that the envelope explains are taken out.
        added: Names of properties that only the revision has; likewise.

    Returns:
        The names of the properties that are compared already.
    """
    candidates = [
        *_candidates(pair.base, old, removed, added, new, is_removed=True),
        *_candidates(pair.revision, new, added, removed, old, is_removed=False),
    ]
    if not candidates:
        return frozenset()
    best = max(candidates, key=lambda item: (len(item.moved), item.name))
    moved: Json = [*sorted(best.moved)]
    places = pair.places_of(old, new)
    name = subject(places[0])
    if best.is_removed:
        envelope: Json = {"envelope": best.name, "properties": [*sorted(removed)]}
        message = f"{name} is no longer wrapped: the content of {best.name!r} replaces it"
        pair.record("object-unwrapped", *places, envelope, moved, message)
        removed.clear()
        added[:] = [item for item in added if item not in best.moved]
        one, two = best.inner, new
    else:
        envelope = {"envelope": best.name, "properties": [*sorted(added)]}
        message = f"{name} is now wrapped: its content moved to {best.name!r}"
        pair.record("object-wrapped", *places, moved, envelope, message)
        added.clear()
        removed[:] = [item for item in removed if item not in best.moved]
        one, two = old, best.inner
    for part, pointers in one.properties.items():
        if part in two.properties:
            pair.child(pointers, two.properties[part], places)
    return frozenset(best.inner.properties)


def _candidates(
    side: Side, wrapped: Alternative, names: list[str], other_names: list[str], flat: Alternative, *, is_removed: bool
) -> list[_Envelope]:
    candidates: list[_Envelope] = []
    if not other_names:
        return candidates
    for name in names:
        alternatives = side.canonical(wrapped.properties.get(name, ())).non_null
        if len(alternatives) == 1 and alternatives[0].properties:
            moved = _moved(alternatives[0], other_names, flat)
            if moved:
                candidates.append(_Envelope(name=name, inner=alternatives[0], moved=moved, is_removed=is_removed))
    return candidates


def _moved(inner: Alternative, names: list[str], flat: Alternative) -> list[str]:
    """Return the names that are properties of the inner object, if nearly all of that object moved."""
    common = [name for name in inner.properties if name in flat.properties]
    moved = [name for name in names if name in inner.properties]
    size = len(inner.properties)
    # Half of it must be new on this level: names that both levels had before are no sign of an envelope.
    if len(common) >= _MIN_SHARE_MOVED * size and 2 * len(moved) >= size:
        return moved
    return []
