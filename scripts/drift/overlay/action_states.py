"""Find the state of each correction of an overlay when it is applied to another document."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

from attrs import evolve, frozen

from scripts.drift.overlay.corrections import apply_action, find_locations
from scripts.drift.overlay.moves import describe_moves, find_moves, retargeted
from scripts.drift.overlay.state import OverlayState
from scripts.drift.overlay.suggestions import short_json, suggestion
from scripts.drift.overlay.update_states import MAX_CONFLICTS, remaining_actions, update_states
from scripts.drift.overlay.values import MISSING, leaves, same_value, value_at
from scripts.oas.overlay import read_actions
from scripts.oas.pointers import format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scripts.drift.overlay.moves import Splits
    from scripts.drift.overlay.state import State
    from scripts.drift.overlay.values import Missing
    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.overlay import Action, Location


@frozen(kw_only=True)
class Correction:
    """One action, and both documents after the actions before it.

    Attributes:
        index: Its index, from 0.
        action: The action, parsed.
        written: The action as written in the overlay.
        before: The base.
        after: The revision.
        old: The locations that it matches in the base.
        new: The locations that it matches in the revision.
        line: Line of overlay.yaml in which it begins.
    """

    index: int
    action: Action
    written: JsonObject
    before: JsonObject
    after: JsonObject
    old: list[Location]
    new: list[Location]
    line: int

    def state(self, state: State, location: Location, message: str, suggestion: str | None = None) -> OverlayState:
        """Return a state of this correction."""
        return OverlayState(
            fingerprint=None,
            action=self.index,
            state=state,
            pointer=format_pointer(location),
            message=message,
            suggestion=suggestion,
            line=self.line,
        )

    def affected_pointers(self) -> Iterator[str]:
        """Yield the JSON pointers of all that it changes in either document, and of properties that it (un)requires."""
        update = list(leaves(self.action.update or {}))
        for document, locations in ((self.before, self.old), (self.after, self.new)):
            for location in locations:
                changed: list[tuple[Location, Json | Missing]] = [((*location, *path), value) for path, value in update]
                for path, value in changed or [(location, value_at(document, location))]:
                    yield format_pointer(path)
                    yield from (format_pointer(required) for required in _required_properties(path, value))

    @property
    def removal(self) -> str:
        """The suggestion to remove the correction."""
        return suggestion(f"overlay.yaml: remove action {self.index}, from line {self.line} on:", [self.written])

    def replacement(self, actions: list[dict[str, Any]]) -> str:
        """Return the suggestion to replace the correction."""
        return suggestion(f"overlay.yaml: replace action {self.index}, from line {self.line} on, by:", actions)


def action_states(
    base: Document, revision: Document, overlay: Document, folder: Path, splits: Splits
) -> tuple[list[OverlayState], frozenset[str]]:
    """Return the states of the corrections, in their order, and the JSON pointers of all that they change.

    A correction has one state, or one for each conflict.

    Args:
        base: Our document.
        revision: The published document.
        overlay: Our corrections to the base.
        folder: The provider's folder.
        splits: The components that became several, with the names of all of these.

    Raises:
        SpecError: The overlay is malformed.
    """
    # Both are corrected step by step below: an action may build on what the one before it wrote.
    before, after = deepcopy(base.root), deepcopy(revision.root)
    written = cast("list[JsonObject]", overlay.root.get("actions"))
    corrections: list[Correction] = []
    states: list[list[OverlayState]] = []
    removed: list[tuple[Correction, Location, Json | Missing]] = []
    affected: set[str] = set()
    for index, action in enumerate(read_actions(overlay, folder)):
        correction = Correction(
            index=index,
            action=action,
            written=written[index],
            before=before,
            after=after,
            old=find_locations(before, action, overlay),
            new=find_locations(after, action, overlay),
            line=overlay.position(f"/actions/{index}")[0],
        )
        corrections.append(correction)
        affected.update(correction.affected_pointers())
        states.append(_states(correction, overlay, splits))
        if action.update is None:
            removed += [(correction, location, deepcopy(value_at(after, location))) for location in correction.new]
        apply_action(before, action, overlay)
        apply_action(after, action, overlay)
    for correction, location, value in removed:
        _check_restored(correction, location, value, corrections, states)
    return [state for each in states for state in each], frozenset(affected)


def _states(correction: Correction, overlay: Document, splits: Splits) -> list[OverlayState]:
    moves = find_moves(correction, splits)
    if not moves:
        return _states_in_place(correction)
    stayed = evolve(
        correction, old=[place for place in correction.old if place not in moves or place in correction.new]
    )
    states = _states_in_place(stayed) if correction.new else []
    actions: list[dict[str, Any]] = []
    if correction.new and correction.action.update is not None:
        actions = remaining_actions(stayed)
    elif any(state.state != "correction now upstream" for state in states):
        actions = [dict(correction.written)]
    moved = [
        place
        for place in dict.fromkeys(place for places in moves.values() for place in places)
        if not _is_upstream(evolve(correction, old=[], new=[place]))
    ]
    message = describe_moves(correction, moves, states)
    if not moved and not actions:
        text = correction.removal
    else:
        text = correction.replacement(retargeted(correction, overlay, moves, moved, actions))
    conflicts = [state for state in states if state.state == "conflict"]
    return [correction.state("target gone", next(iter(moves)), message, text), *conflicts]


def _states_in_place(correction: Correction) -> list[OverlayState]:
    if correction.action.update is None:
        return _removal_states(correction)
    if not correction.new:
        return [_without_match(correction)]
    return update_states(correction)


def _is_upstream(correction: Correction) -> bool:
    """Whether the revision already contains a correction at its only place."""
    if correction.action.update is None:
        return False
    return update_states(correction)[0].state == "correction now upstream" and not remaining_actions(correction)


def _required_properties(path: Location, value: Json | Missing) -> Iterator[Location]:
    """Yield the locations of the properties that a value in ``required`` names."""
    parts = path[:-1] if path and isinstance(path[-1], int) else path
    for name in value if isinstance(value, list) else [value]:
        if parts and parts[-1] == "required" and isinstance(name, str):
            yield (*parts[:-1], "properties", name)


def _without_match(correction: Correction) -> OverlayState:
    target, old = correction.action.target, correction.old
    if not old:
        return correction.state("target gone", (), f"{target} matches nothing, nor in the base.", correction.removal)
    message = f"{target} matches nothing in the revision, and nothing there is similar."
    return correction.state("target gone", old[0], message, correction.removal)


def _removal_states(correction: Correction) -> list[OverlayState]:
    conflicts: list[OverlayState] = []
    for location in correction.new:
        base, upstream = value_at(correction.before, location), value_at(correction.after, location)
        in_list = isinstance(location[-1], int)
        if location in correction.old and not in_list and not same_value(base, upstream, location):
            values = f"base {short_json(base)}; upstream {short_json(upstream)}; ours nothing"
            message = f"Upstream changed what this correction removes: {values}."
            conflicts.append(correction.state("conflict", location, message))
    if conflicts:
        return conflicts[:MAX_CONFLICTS]
    if correction.new:
        return [correction.state("still needed", correction.new[0], "The revision still has what it removes.")]
    for location in correction.old:
        if _has_parent(correction, location):
            message = "The revision does not have what this correction removes."
            return [correction.state("correction now upstream", location[:-1], message, correction.removal)]
    return [_without_match(correction)]


def _has_parent(correction: Correction, location: Location) -> bool:
    if value_at(correction.after, location[:-1]) is not MISSING:
        return True
    # A list that is absent is one without the item.
    return isinstance(location[-1], int) and value_at(correction.after, location[:-2]) is not MISSING


def _check_restored(
    correction: Correction,
    location: Location,
    value: Json | Missing,
    corrections: list[Correction],
    states: list[list[OverlayState]],
) -> None:
    """If a later correction restores what this one removes, as it was, neither is needed any more."""
    parent, now = value_at(correction.after, location[:-1]), value_at(correction.after, location)
    if isinstance(parent, list):
        restored = value in parent
    else:
        restored = now is not MISSING and same_value(now, value, location)
    if not restored:
        return
    name = location[-2] if isinstance(location[-1], int) else location[-1]
    message = "The revision already contains the combined result of this correction and another one."
    for other in corrections[correction.index :]:
        writes = other.action.update is not None and name in other.action.update
        if other is correction or (writes and set(other.new) & {location[:-1], location[:-2]}):
            states[other.index] = [other.state("correction now upstream", location, message, other.removal)]
