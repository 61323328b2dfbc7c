"""Collect the changes of a comparison: each cause once, with every operation that it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve, field

from scripts.drift.change import in_order
from scripts.drift.schemas.describe import subject as subject_of
from scripts.drift.schemas.values import token
from scripts.drift.verdicts import reach_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.drift.change import Change, Use

OPERATIONS = "\0"
"""Placeholder in subjects and messages for the operations that a change reaches: unknown until all is compared."""


@define(eq=False)
class _Cause:
    """A change, and the uses that it reaches so far."""

    change: Change
    uses: frozenset[Use]


@define
class Recorder:
    """Collects changes.

    Two changes of one kind with the same values are one cause where they share their place in either document: a
    component that two operations use, or two copies that the revision replaces by one component.

    Attributes:
        owners: Names for people of the parameters, headers and bodies that contain a schema, by the schema's pointer.
    """

    owners: dict[str, str] = field(factory=dict[str, str])
    _causes: list[_Cause] = field(factory=list[_Cause], init=False)
    _by_place: dict[tuple[str, str, str], _Cause] = field(factory=dict[tuple[str, str, str], _Cause], init=False)

    def add(self, change: Change, uses: Iterable[Use]) -> None:
        """Record a change, or add its uses to the same cause."""
        # As tokens: in Python 1 and true would be one value.
        values = token([change.kind, change.variant, change.before, change.after])
        places = (("base", change.base), ("revision", change.revision))
        keys = [(values, side, place.pointer) for side, place in places if place is not None]
        cause = next((self._by_place[key] for key in keys if key in self._by_place), None)
        if cause is None:
            cause = _Cause(change, frozenset())
            self._causes.append(cause)
        elif _pointers(change) < _pointers(cause.change):
            cause.change = change  # the first place in the document's order, whichever was compared first
        cause.uses |= frozenset(uses)
        for key in keys:
            self._by_place[key] = cause

    def changes(self) -> tuple[Change, ...]:
        """Return the changes with their verdicts, the most harmful first."""
        return in_order(self._finished(cause.change, cause.uses) for cause in self._causes)

    def _finished(self, change: Change, uses: frozenset[Use]) -> Change:
        subject, message = change.subject, change.message
        for pointer in dict.fromkeys((change.node, *_pointers(change))):
            name = self._name_by_owner(pointer)
            if name is not None:
                default = subject_of(pointer)
                if subject == default:
                    subject = name.removeprefix("the ")
                message = message.replace(default, name)
        if message.startswith("the "):
            message = "T" + message[1:]
        operations = {use.operation for use in uses if use.operation}
        owner = f"{len(operations)} operations"
        if len(operations) == 1:
            (owner,) = operations
        subject, message = (text.replace(OPERATIONS, owner).removesuffix(".") for text in (subject, message))
        return evolve(change, subject=subject, message=message, reach=reach_of(change, uses))

    def _name_by_owner(self, pointer: str) -> str | None:
        """Return the name of a schema by the parameter, header or body that contains it; None for a component."""
        top = pointer
        while top and top not in self.owners:
            top = top.rpartition("/")[0]
        if not top:
            return None
        below = subject_of(f"/components/schemas/_{pointer[len(top) :]}")[1:].lstrip(".")
        if below:
            return f"`{below}` in the {self.owners[top]}"
        return f"the {self.owners[top]}"


def _pointers(change: Change) -> list[str]:
    return ["" if place is None else place.pointer for place in (change.base, change.revision)]


def nearest_common(pointers: Iterable[str]) -> str:
    """Return the longest JSON pointer above all of these."""
    split = [text.split("/") for text in pointers]
    shared: list[str] = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "/".join(shared)
