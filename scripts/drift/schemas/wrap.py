"""An answer that lost its envelope, or got one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.schemas.describe import subject

if TYPE_CHECKING:
    from scripts.drift.schemas.form import Arm
    from scripts.drift.schemas.site import Side, Site
    from scripts.oas.document import Json

_ENOUGH = 0.8


@frozen
class Unwrapped:
    """The names that are gone and those that were added for another reason, and those that were compared already."""

    gone: list[str]
    added: list[str]
    compared: frozenset[str]


def unwrap(site: Site, base: Arm, revision: Arm, gone: list[str], added: list[str]) -> Unwrapped:
    """Find a property whose content moved one level up, or the properties that moved into one.

    Returns:
        What is left to be told.
    """
    nothing = Unwrapped(gone, added, frozenset())
    if not gone or not added:
        return nothing
    found = [
        *_candidates(site.base, base, gone, added, revision, unwrapped=True),
        *_candidates(site.revision, revision, added, gone, base, unwrapped=False),
    ]
    if not found:
        return nothing
    best = max(found, key=lambda item: (len(item.moved), item.name))
    moved: Json = [*sorted(best.moved)]
    name = subject(site.spots(base, revision)[0])
    if best.unwrapped:
        envelope: Json = {"envelope": best.name, "properties": [*sorted(gone)]}
        message = f"{name} is no longer wrapped: what was in {best.name!r} stands in its place"
        site.record("object-unwrapped", *site.spots(base, revision), envelope, moved, message)
        left = Unwrapped([], [item for item in added if item not in best.moved], frozenset(best.inner.props))
    else:
        envelope = {"envelope": best.name, "properties": [*sorted(added)]}
        message = f"{name} is now wrapped: what it held stands in {best.name!r}"
        site.record("object-wrapped", *site.spots(base, revision), moved, envelope, message)
        left = Unwrapped([item for item in gone if item not in best.moved], [], frozenset(best.inner.props))
    one, two = (best.inner, revision) if best.unwrapped else (base, best.inner)
    for part in (part for part in one.props if part in two.props):
        site.child(one.props[part], two.props[part], site.spots(base, revision))
    return left


@frozen(kw_only=True)
class _Envelope:
    """A property that may have been the envelope, what it held, and what of that moved."""

    name: str
    inner: Arm
    moved: list[str]
    unwrapped: bool


def _candidates(
    side: Side, arm: Arm, names: list[str], others: list[str], flat: Arm, *, unwrapped: bool
) -> list[_Envelope]:
    found: list[_Envelope] = []
    for name in names:
        inner = _content(side, arm, name)
        moved = _moved(inner, others, flat) if inner else []
        if inner and moved:
            found.append(_Envelope(name=name, inner=inner, moved=moved, unwrapped=unwrapped))
    return found


def _content(side: Side, arm: Arm, name: str) -> Arm | None:
    form = side.form(arm.props.get(name, ()))
    return form.others[0] if len(form.others) == 1 and form.others[0].props else None


def _moved(inner: Arm, names: list[str], flat: Arm) -> list[str]:
    """Return which of the names stand for properties of the inner object, if that is where nearly all of them went."""
    there = [name for name in inner.props if name in flat.props]
    moved = [name for name in names if name in inner.props]
    enough = len(there) >= _ENOUGH * len(inner.props) and 2 * len(moved) >= len(inner.props)
    return moved if enough else []
