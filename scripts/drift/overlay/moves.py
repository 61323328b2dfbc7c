"""Find the new places of a correction whose components, properties or paths were renamed or split."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve

from scripts.drift.overlay.corrections import find_locations
from scripts.drift.overlay.similar import renamed_target, similar_location
from scripts.drift.overlay.suggestions import changed_action, json_path
from scripts.drift.overlay.values import MISSING, value_at
from scripts.oas.pointers import format_pointer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.drift.overlay.action_states import Correction
    from scripts.drift.overlay.state import OverlayState
    from scripts.oas.document import Document
    from scripts.oas.overlay import Location

Splits = Mapping[str, tuple[str, ...]]
"""A component that became several -> the names of all of these."""

Moves = dict["Location", list["Location"]]
"""A place of the base -> the places that replace it in the revision."""


def find_moves(correction: Correction, splits: Splits) -> Moves:
    """Return the places of a correction whose names are others in the revision, but for those that it still matches."""
    moves: Moves = {}
    for location in correction.old:
        # An item of a list has no name that could have changed.
        if any(isinstance(key, int) for key in location[:-1]):
            continue
        places = [place for place in _successors(correction, location, splits) if place not in correction.new]
        if places:
            moves[location] = places
    return moves


def _successors(correction: Correction, location: Location, splits: Splits) -> list[Location]:
    """Return the places that replace one; none if it is still there, or nothing is like it."""
    after = correction.after
    # What is removed may be absent already: then the object around it counts.
    tail = location[len(location) - (correction.action.update is None) :]
    holder = location[: len(location) - len(tail)]
    if holder[:2] == ("components", "schemas") and len(holder) > 2 and holder[2] in splits:
        parts = [("components", "schemas", name, *holder[3:], *tail) for name in splits[str(holder[2])]]
        return [part for part in parts if value_at(after, part) is not MISSING]
    if location in correction.new or value_at(after, holder) is not MISSING:
        return []
    similar = similar_location(holder, correction.before, after)
    if similar is None or value_at(after, (*similar, *tail)) is MISSING:
        return []
    return [(*similar, *tail)]


def describe_moves(correction: Correction, moves: Moves, stayed: Sequence[OverlayState]) -> str:
    """Return a sentence for people.

    Args:
        correction: The correction.
        moves: The places with other names.
        stayed: The states of the other places.
    """
    location, places = next(iter(moves.items()))
    names = " and ".join(map(format_pointer, places))
    verb = "are" if len(places) > 1 else "is"
    message = f"{format_pointer(location)} is gone; {names} {verb} most like it"
    if location in correction.new:
        message = f"{format_pointer(location)} is at {names}, too"
    states = {state.state for state in stayed}
    if "conflict" in states:
        return f"{message}. Upstream changed other places of this correction, too."
    if "correction now upstream" in states:
        return f"{message}. The revision already contains a part of this correction at its other places."
    if states:
        return f"{message}. Its other places are unchanged."
    return f"{message}."


def retargeted(
    correction: Correction, overlay: Document, moves: Moves, moved: list[Location], stayed: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the actions that replace a correction: one, if a target with the new names matches its places alone.

    Args:
        correction: The correction.
        overlay: The overlay.
        moves: The places with other names.
        moved: Their new places that need the correction.
        stayed: The actions for its other places.
    """
    written = correction.written
    effect = {key: value for key, value in written.items() if key in ("update", "remove")}
    if stayed in ([], [written]) and moved:
        expected = {*moved, *(correction.new if stayed else [])}
        candidates = [correction.action.target]
        for location, places in moves.items():
            candidates.append(renamed_target(candidates[-1], location, places[0]))
        if len(expected) == 1 and len(moves) > 1:  # several places became one, which has one name
            candidates.insert(0, json_path(*expected))
        for candidate in candidates:
            if {*find_locations(correction.after, evolve(correction.action, target=candidate), overlay)} == expected:
                return [changed_action(candidate, written, **effect)]
    return [*stayed, *(changed_action(json_path(place), written, **effect) for place in moved)]
