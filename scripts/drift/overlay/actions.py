"""What becomes of each correction of an overlay when the document under it is another one."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, cast

from attrs import evolve, frozen

from scripts.drift.overlay.corrections import apply_action, find_locations
from scripts.drift.overlay.near import near_location, new_target
from scripts.drift.overlay.state import OverlayState
from scripts.drift.overlay.texts import action_of, json_path, paste, said
from scripts.drift.overlay.updates import MOST_CLASHES, update_states
from scripts.drift.overlay.values import MISSING, at, leaves, place_of, same
from scripts.oas.overlay import read_actions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scripts.drift.overlay.values import Missing
    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.overlay import Action, Location


@frozen(kw_only=True)
class Subject:
    """One correction, and both documents as the corrections before it leave them.

    Attributes:
        number: Which one, from 0.
        action: What it does.
        written: How it is written.
        before: The base.
        after: The revision.
        old: Where it fits in the base.
        new: Where it fits in the revision.
        line: Line of overlay.yaml in which it begins.
    """

    number: int
    action: Action
    written: JsonObject
    before: JsonObject
    after: JsonObject
    old: list[Location]
    new: list[Location]
    line: int

    def state(self, state: str, location: Location, message: str, suggestion: str | None = None) -> OverlayState:
        """Return a state of this correction."""
        return OverlayState(
            fingerprint=None,
            action=self.number,
            state=state,  # type: ignore[arg-type]
            pointer=place_of(location),
            message=message,
            suggestion=suggestion,
            line=self.line,
        )

    def touched(self) -> Iterator[str]:
        """Yield the JSON pointers of what it changes, in either document; the properties that it (un)requires too."""
        given = list(leaves(self.action.update)) if self.action.update is not None else []
        for document, locations in ((self.before, self.old), (self.after, self.new)):
            for location in locations:
                changed: list[tuple[Location, Json | Missing]] = [((*location, *path), item) for path, item in given]
                for place, value in changed or [(location, at(document, location))]:
                    yield place_of(place)
                    yield from (place_of(named) for named in _required(place, value))

    @property
    def removal(self) -> str:
        """The suggestion to take the correction out."""
        return paste(f"overlay.yaml: remove action {self.number}, from line {self.line} on:", [self.written])


def action_states(
    base: Document, revision: Document, overlay: Document, folder: Path
) -> tuple[list[OverlayState], frozenset[str]]:
    """Return the states of the corrections, in their order, and the JSON pointers of all that they change.

    A correction has one state, or one for each conflict.

    Raises:
        SpecError: The overlay is malformed.
    """
    before, after = deepcopy(base.root), deepcopy(revision.root)
    written = overlay.root.get("actions")
    states: list[list[OverlayState]] = []
    removed: list[tuple[Subject, Location, Json | Missing]] = []
    subjects: list[Subject] = []
    touched: set[str] = set()
    for number, action in enumerate(read_actions(overlay, folder)):
        subject = Subject(
            number=number,
            action=action,
            written=cast("list[JsonObject]", written)[number],
            before=before,
            after=after,
            old=find_locations(before, action, overlay),
            new=find_locations(after, action, overlay),
            line=overlay.position(f"/actions/{number}")[0],
        )
        subjects.append(subject)
        touched.update(subject.touched())
        states.append(_states(subject, overlay))
        if action.update is None:
            removed += [(subject, location, deepcopy(at(after, location))) for location in subject.new]
        apply_action(before, action, overlay)
        apply_action(after, action, overlay)
    for subject, location, value in removed:
        _put_back(subject, location, value, after, subjects, states)
    return [state for each in states for state in each], frozenset(touched)


def _states(subject: Subject, overlay: Document) -> list[OverlayState]:
    gone = _moved(subject, overlay)
    if gone is not None:
        return [gone]
    if subject.action.update is None:
        return _removal_states(subject)
    if not subject.new:
        return [_target_gone(subject)]
    return update_states(subject)


def _required(place: Location, value: Json | Missing) -> Iterator[Location]:
    """Yield where the properties stand that a list of required names, or one item of it, is about."""
    parts = place[:-1] if place and isinstance(place[-1], int) else place
    for name in value if isinstance(value, list) else [value]:
        if parts and parts[-1] == "required" and isinstance(name, str):
            yield (*parts[:-1], "properties", name)


def _target_gone(subject: Subject) -> OverlayState:
    where = subject.old[0] if subject.old else ()
    what = f"{subject.action.target} matches nothing in the revision, and nothing there is like it"
    if not subject.old:
        what = f"{subject.action.target} matches nothing, in the base neither"
    return subject.state("target gone", where, f"{what}.", subject.removal)


def _moved(subject: Subject, overlay: Document) -> OverlayState | None:
    """Return the state of a correction some of whose places have other names in the revision."""
    for location in subject.old:
        # A place in a list has no name to look for.
        if location in subject.new or any(isinstance(part, int) for part in location[:-1]):
            continue
        holder = location[:-1] if subject.action.update is None else location
        if at(subject.after, holder) is not MISSING:
            continue
        near = near_location(holder, subject.before, subject.after)
        if near is None:
            continue
        target = new_target(subject.action.target, holder, near)
        if subject.action.update is not None and not subject.new and len(subject.old) > 1 and _all_at(subject, near):
            target = json_path(near)
        better = evolve(subject.action, target=target)
        if not find_locations(subject.after, better, overlay):
            continue
        kept = {key: value for key, value in subject.written.items() if key in ("update", "remove")}
        text = paste(
            f"overlay.yaml: write action {subject.number}, from line {subject.line} on, so:",
            [action_of(target, subject.written, **kept)],
        )
        rest = f", and {len(subject.new)} other places are as they were" if subject.new else ""
        what = f"{place_of(holder)} is gone; {place_of(near)} is most like it{rest}."
        return subject.state("target gone", location, what, text)
    return None


def _all_at(subject: Subject, near: Location) -> bool:
    """Whether all places of a correction became one."""
    return all(near_location(location, subject.before, subject.after) == near for location in subject.old)


def _removal_states(subject: Subject) -> list[OverlayState]:
    clashes: list[OverlayState] = []
    for location in subject.new:
        ours, theirs = at(subject.before, location), at(subject.after, location)
        if location in subject.old and not isinstance(location[-1], int) and not same(ours, theirs, location):
            what = "Upstream changed what this correction removes"
            what = f"{what}: base {said(ours)}; upstream {said(theirs)}; ours nothing."
            clashes.append(subject.state("conflict", location, what))
    if clashes:
        return clashes[:MOST_CLASHES]
    if subject.new:
        return [subject.state("still needed", subject.new[0], "What it removes is still there.")]
    for location in subject.old:
        if _stands(subject, location):
            what = "The revision does not have what this correction removes."
            return [subject.state("correction now upstream", location[:-1], what, subject.removal)]
    return [_target_gone(subject)]


def _stands(subject: Subject, location: Location) -> bool:
    """Whether the revision still has what held the thing that is removed."""
    if at(subject.after, location[:-1]) is not MISSING:
        return True
    # A list that is left out altogether is one without the value.
    in_list = isinstance(location[-1], int)
    return in_list and at(subject.after, location[:-2]) is not MISSING


def _put_back(
    subject: Subject,
    location: Location,
    value: Json | Missing,
    after: JsonObject,
    subjects: list[Subject],
    states: list[list[OverlayState]],
) -> None:
    """See whether a correction puts back, as it was, what an earlier one removes: then neither is needed."""
    parent, now = at(after, location[:-1]), at(after, location)
    back = value in parent if isinstance(parent, list) else now is not MISSING and same(now, value, location)
    if not back:
        return
    name = location[-2] if isinstance(location[-1], int) else location[-1]
    what = "The revision already says what this correction and another one make it say together"
    for other in subjects[subject.number :]:
        pair = other is subject or (other.action.update is not None and name in other.action.update)
        if pair and (other is subject or set(other.new) & {location[:-1], location[:-2]}):
            states[other.number] = [other.state("correction now upstream", location, f"{what}.", other.removal)]
