"""Find the state of a correction that adds or replaces, from the state of each leaf of its update."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from scripts.drift.overlay.suggestions import changed_action, json_path, short_json
from scripts.drift.overlay.values import MISSING, Missing, is_prose, leaves, same_value, value_at
from scripts.oas.pointers import format_pointer

if TYPE_CHECKING:
    from scripts.drift.overlay.action_states import Correction
    from scripts.drift.overlay.state import OverlayState
    from scripts.oas.document import Json, JsonObject
    from scripts.oas.overlay import Location

# "in base": the base has it too, so the revision proves nothing; the others are named after the revision.
Outcome = Literal["in base", "upstream", "partly", "needed", "conflict"]
MAX_CONFLICTS = 10


@frozen(kw_only=True)
class Leaf:
    """One value of an update at one place.

    Attributes:
        location: The location that the correction targets.
        path: Keys from there to the value.
        value: The value in the update; of a list, the items that it appends.
        base: The value in the base.
        upstream: The value in the revision.
        outcome: State of the value.
        prose: Whether it is text for people.
    """

    location: Location
    path: tuple[str, ...]
    value: Json
    base: Json | Missing
    upstream: Json | Missing
    outcome: Outcome
    prose: bool

    @property
    def whole_path(self) -> Location:
        """Keys from the root of the document."""
        return (*self.location, *self.path)

    @property
    def pointer(self) -> str:
        """JSON pointer of the value."""
        return format_pointer(self.whole_path)

    @property
    def corrected(self) -> Json:
        """The value in the corrected base."""
        if isinstance(self.base, list) and isinstance(self.value, list):
            return [*self.base, *self.value]
        return self.value


def update_states(correction: Correction) -> list[OverlayState]:
    """Return the state of a correction that updates and matches something in the revision, or its conflicts."""
    no_object = [place for place in correction.new if not isinstance(value_at(correction.after, place), dict)]
    if no_object:
        message = f"{format_pointer(no_object[0])} is no longer an object, so nothing can be merged into it."
        return [correction.state("conflict", no_object[0], message, correction.removal)]
    all_leaves = [leaf for location in correction.new for leaf in _leaves(correction, location)]
    # A text alone keeps no correction alive, unless the correction is about nothing but texts.
    relevant = [leaf for leaf in all_leaves if not leaf.prose] or all_leaves
    conflicts = [leaf for leaf in relevant if leaf.outcome == "conflict"]
    if conflicts:
        return [_conflict(correction, leaf) for leaf in conflicts[:MAX_CONFLICTS]]
    done = [leaf for leaf in relevant if leaf.outcome in ("upstream", "partly")]
    needed = [leaf for leaf in relevant if leaf.outcome in ("needed", "partly")]
    if not needed:
        message = "The revision already contains this correction."
        return [correction.state("correction now upstream", correction.new[0], message, correction.removal)]
    if not done:
        return [correction.state("still needed", needed[0].location, "The revision does not contain it.")]
    message = _partly(done, needed)
    narrowed = correction.replacement(_narrowed(correction, all_leaves))
    return [correction.state("correction now upstream", done[0].location, message, narrowed)]


def remaining_actions(correction: Correction) -> list[dict[str, Any]]:
    """Return the actions for what the revision does not contain of a correction: itself, narrower ones, or none."""
    all_leaves = [leaf for location in correction.new for leaf in _leaves(correction, location)]
    outcomes = {leaf.outcome for leaf in [leaf for leaf in all_leaves if not leaf.prose] or all_leaves}
    if not outcomes & {"upstream", "partly"}:
        return [dict(correction.written)]
    return _narrowed(correction, all_leaves)


def _partly(done: list[Leaf], needed: list[Leaf]) -> str:
    leaf = done[0]
    if leaf.outcome == "partly" and isinstance(leaf.value, list) and isinstance(leaf.upstream, list):
        present = [item for item in leaf.value if item in leaf.upstream]
        absent = [item for item in leaf.value if item not in leaf.upstream]
        return f"The revision already lists {short_json(present)} at {leaf.pointer}, but not {short_json(absent)}."
    other = next((other for other in needed if other.pointer != leaf.pointer), needed[0])
    return f"The revision already contains a part of this correction ({leaf.pointer}), but not {other.pointer}."


def _conflict(correction: Correction, leaf: Leaf) -> OverlayState:
    values = f"base {short_json(leaf.base)}; upstream {short_json(leaf.upstream)}; ours {short_json(leaf.corrected)}"
    message = f"Upstream changed what this correction changes: {values}."
    return correction.state("conflict", leaf.whole_path, message)


def _leaves(correction: Correction, location: Location) -> list[Leaf]:
    old = _counterpart(correction, location)
    result: list[Leaf] = []
    for path, value in leaves(correction.action.update or {}):
        whole_path = (*location, *path)
        base = MISSING if old is None else value_at(correction.before, (*old, *path))
        upstream = value_at(correction.after, whole_path)
        prose = is_prose(whole_path, value)
        outcome = _outcome(whole_path, value, base, upstream, may_differ=prose or old is None)
        leaf = Leaf(
            location=location, path=path, value=value, base=base, upstream=upstream, outcome=outcome, prose=prose
        )
        result.append(leaf)
    return result


def _counterpart(correction: Correction, location: Location) -> Location | None:
    """Return the location in the base for one in the revision: items of lists correspond in their order."""

    def names(place: Location) -> list[str | None]:
        return [None if isinstance(key, int) else key for key in place]

    new = [place for place in correction.new if names(place) == names(location)]
    old = [place for place in correction.old if names(place) == names(location)]
    index = new.index(location)
    if index < len(old):
        return old[index]
    return None


def _outcome(
    path: Location, value: Json, base: Json | Missing, upstream: Json | Missing, *, may_differ: bool
) -> Outcome:
    """Return the state of one value; ``may_differ``: another upstream value is not a conflict."""
    if isinstance(value, list) and isinstance(upstream, list):
        present = [item for item in value if item in upstream]
        if present and isinstance(base, list) and all(item in base for item in present):
            return "in base"
        if present:
            if len(present) == len(value):
                return "upstream"
            return "partly"
    elif _contains(upstream, value, path):
        if _contains(base, value, path):
            return "in base"
        return "upstream"
    if may_differ or same_value(base, upstream, path):
        return "needed"
    return "conflict"


def _contains(present: Json | Missing, value: Json, path: Location) -> bool:
    if isinstance(present, Missing):
        return False
    if isinstance(present, str) and isinstance(value, str):
        # YAML folds lines, so two texts may differ in blanks and say the same.
        return present.split() == value.split()
    return same_value(present, value, path)


def _narrowed(correction: Correction, all_leaves: list[Leaf]) -> list[dict[str, Any]]:
    """Return the correction without the values that the revision has: one action for each place that differs."""
    updates: list[tuple[Location, JsonObject]] = []
    for location in correction.new:
        update: JsonObject = {}
        own = [leaf for leaf in all_leaves if leaf.location == location]
        needed = [leaf.path for leaf in own if leaf.outcome in ("needed", "partly") and not leaf.prose]
        for leaf in own:
            parent = leaf.path[:-1]
            if leaf.path in needed or (leaf.prose and any(path[: len(parent)] == parent for path in needed)):
                _add(update, leaf)
        if update:
            updates.append((location, update))
    if len(updates) == len(correction.new) and all(update == updates[0][1] for _, update in updates):
        target, update = correction.action.target, updates[0][1]
        return [changed_action(target, correction.written, update=update)]
    return [changed_action(json_path(place), correction.written, update=update) for place, update in updates]


def _add(update: JsonObject, leaf: Leaf) -> None:
    node = update
    for key in leaf.path[:-1]:
        inner = node.setdefault(key, {})
        assert isinstance(inner, dict)
        node = inner
    value = leaf.value
    if isinstance(value, list) and isinstance(leaf.upstream, list):
        value = [item for item in value if item not in leaf.upstream]
    node[leaf.path[-1]] = value
