"""Places of a document of which some parts are another one's."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import define, field

from scripts.oas.document import Place

if TYPE_CHECKING:
    from scripts.oas.document import Mark, Places

Shifts = list[tuple[int, int]]
"""From which line on, counted from 0, lines are moved, and by how much; sorted."""


@define(eq=False)
class MovedMarks(Mapping[int, "Places"]):
    """The places of what was parsed and of what was taken over, both moved to where they stand here.

    Attributes:
        own: Places of what was parsed, in lines of the reduced text.
        shifts: How those lines are moved.
        other: Places of the other document.
        moves: How the lines of the parts taken from it are moved.
    """

    own: Mapping[int, Places]
    shifts: Shifts
    other: Mapping[int, Places]
    moves: Shifts
    _known: dict[int, Places] = field(factory=dict[int, "Places"], init=False)

    def __getitem__(self, number: int) -> Places:
        known = self._known.get(number)
        if known is None:
            own = self.own.get(number)
            known = _moved(self.other[number], self.moves) if own is None else _moved(own, self.shifts)
            self._known[number] = known
        return known

    def __iter__(self) -> Iterator[int]:
        yield from self.own
        yield from (number for number in self.other if number not in self.own)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _moved(places: Places, shifts: Shifts) -> Places:
    if isinstance(places, dict):
        return {key: _shifted(mark, shifts) for key, mark in places.items()}
    return [_shifted(mark, shifts) for mark in places]


def _shifted(mark: Mark, shifts: Shifts) -> Mark:
    at = bisect_right(shifts, mark.line, key=lambda shift: shift[0]) - 1
    return Place(mark.line + shifts[max(at, 0)][1], mark.column)
