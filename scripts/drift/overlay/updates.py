"""What becomes of a correction that adds or replaces: each thing that it says is looked at by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from scripts.drift.overlay.texts import action_of, json_path, paste, said
from scripts.drift.overlay.values import MISSING, Missing, at, is_prose, leaves, place_of, same

if TYPE_CHECKING:
    from scripts.drift.overlay.actions import Subject
    from scripts.drift.overlay.state import OverlayState
    from scripts.oas.document import Json, JsonObject
    from scripts.oas.overlay import Location

Outcome = Literal["said before", "upstream", "partly", "needed", "conflict"]
MOST_CLASHES = 10


@frozen(kw_only=True)
class Leaf:
    """One thing that a correction says about one place.

    Attributes:
        location: The place that the correction targets.
        path: The way from there.
        new: What the correction makes it say; of a list, what it appends.
        base: What the base says.
        theirs: What the revision says.
        outcome: What becomes of it.
        prose: Whether it is text for people.
    """

    location: Location
    path: tuple[str, ...]
    new: Json
    base: Json | Missing
    theirs: Json | Missing
    outcome: Outcome
    prose: bool

    @property
    def place(self) -> str:
        """JSON pointer of it."""
        return place_of((*self.location, *self.path))

    @property
    def ours(self) -> Json:
        """What the base says once it is corrected."""
        return [*self.base, *self.new] if isinstance(self.base, list) and isinstance(self.new, list) else self.new


def update_states(subject: Subject) -> list[OverlayState]:
    """Return the state of a correction that updates, and finds something in the revision; of conflicts, one each."""
    wrong = next((place for place in subject.new if not isinstance(at(subject.after, place), dict)), None)
    if wrong is not None:
        what = f"{place_of(wrong)} is not an object any more, so nothing can be written into it."
        return [subject.state("conflict", wrong, what, subject.removal)]
    found = [leaf for location in subject.new for leaf in _leaves(subject, location)]
    telling = [leaf for leaf in found if not leaf.prose] or found
    clashes = [leaf for leaf in telling if leaf.outcome == "conflict"]
    if clashes:
        return [_clash(subject, leaf) for leaf in clashes[:MOST_CLASHES]]
    done = [leaf for leaf in telling if leaf.outcome in ("upstream", "partly")]
    needed = [leaf for leaf in telling if leaf.outcome in ("needed", "partly")]
    if not needed:
        what = "The revision already says what this correction makes it say."
        return [subject.state("correction now upstream", subject.new[0], what, subject.removal)]
    if not done:
        return [subject.state("still needed", needed[0].location, "The revision does not say so.")]
    what = _partly(done, needed)
    return [subject.state("correction now upstream", done[0].location, what, _narrowed(subject, found))]


def _partly(done: list[Leaf], needed: list[Leaf]) -> str:
    """Return what of a correction is upstream, and what is not."""
    one = done[0]
    if one.outcome == "partly" and isinstance(one.new, list) and isinstance(one.theirs, list):
        there = [item for item in one.new if item in one.theirs]
        rest = [item for item in one.new if item not in one.theirs]
        return f"The revision already lists {said(there)} at {one.place}, but not {said(rest)}."
    other = next((leaf for leaf in needed if leaf.place != one.place), needed[0])
    return f"The revision already says a part of this correction ({one.place}), but not {other.place}."


def _clash(subject: Subject, leaf: Leaf) -> OverlayState:
    what = "Upstream changed just what this correction changes"
    what = f"{what}: base {said(leaf.base)}; upstream {said(leaf.theirs)}; ours {said(leaf.ours)}."
    return subject.state("conflict", (*leaf.location, *leaf.path), what)


def _leaves(subject: Subject, location: Location) -> list[Leaf]:
    old = _counterpart(subject, location)
    found: list[Leaf] = []
    for path, new in leaves(subject.action.update or {}):
        whole = (*location, *path)
        base = MISSING if old is None else at(subject.before, (*old, *path))
        theirs = at(subject.after, whole)
        prose = is_prose(whole, new)
        found.append(
            Leaf(
                location=location,
                path=path,
                new=new,
                base=base,
                theirs=theirs,
                outcome=_outcome(whole, new, base, theirs, free=prose or old is None),
                prose=prose,
            )
        )
    return found


def _counterpart(subject: Subject, location: Location) -> Location | None:
    """Return where a place of the revision is in the base: in lists, the one that comes in the same order."""
    names = [None if isinstance(part, int) else part for part in location]
    alike = [
        [place for place in places if [None if isinstance(part, int) else part for part in place] == names]
        for places in (subject.new, subject.old)
    ]
    number = alike[0].index(location)
    return alike[1][number] if number < len(alike[1]) else None


def _outcome(path: Location, new: Json, base: Json | Missing, theirs: Json | Missing, *, free: bool) -> Outcome:
    """Return what becomes of one thing; ``free``: upstream may say there what it likes."""
    if isinstance(new, list) and isinstance(theirs, list):
        there = [item for item in new if item in theirs]
        if there and isinstance(base, list) and all(item in base for item in there):
            return "said before"
        if there:
            return "upstream" if len(there) == len(new) else "partly"
    elif _says(theirs, new, path):
        return "said before" if _says(base, new, path) else "upstream"
    return "needed" if free or same(base, theirs, path) else "conflict"


def _says(there: Json | Missing, new: Json, path: Location) -> bool:
    if isinstance(there, Missing):
        return False
    if isinstance(there, str) and isinstance(new, str):
        return " ".join(there.split()) == " ".join(new.split())
    return same(there, new, path)


def _narrowed(subject: Subject, found: list[Leaf]) -> str:
    """Return the correction without what the revision says already: one action for each place that differs."""
    updates: list[tuple[Location, JsonObject]] = []
    for location in subject.new:
        kept: JsonObject = {}
        own = [leaf for leaf in found if leaf.location == location]
        needed = [leaf.path for leaf in own if leaf.outcome in ("needed", "partly") and not leaf.prose]
        for leaf in own:
            holder = leaf.path[:-1]
            if leaf.path in needed or (leaf.prose and any(path[: len(holder)] == holder for path in needed)):
                _write(kept, leaf)
        if kept:
            updates.append((location, kept))
    if len(updates) == len(subject.new) and all(update == updates[0][1] for _, update in updates):
        actions: list[dict[str, Any]] = [action_of(subject.action.target, subject.written, update=updates[0][1])]
    else:
        actions = [action_of(json_path(place), subject.written, update=update) for place, update in updates]
    return paste(f"overlay.yaml: write action {subject.number}, from line {subject.line} on, so:", actions)


def _write(kept: JsonObject, leaf: Leaf) -> None:
    node = kept
    for part in leaf.path[:-1]:
        inner = node.setdefault(part, {})
        assert isinstance(inner, dict)
        node = inner
    new = leaf.new
    if isinstance(new, list) and isinstance(leaf.theirs, list):
        new = [item for item in new if item not in leaf.theirs]
    node[leaf.path[-1]] = new
