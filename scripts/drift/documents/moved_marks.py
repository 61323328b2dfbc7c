"""The marks of a document that shares parts with another one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import define, field

from scripts.oas.document import Place

if TYPE_CHECKING:
    from scripts.oas.document import Mark, Places

Shifts = list[tuple[int, int]]
"""First line (from 0) and offset of each moved part; sorted."""


@define(eq=False)
class MovedMarks(Mapping[int, "Places"]):
    """Marks of parsed and of shared parts; each is moved to its line here when it is looked up.

    Attributes:
        own: Marks of parsed parts, in lines of the reduced text.
        shifts: Offsets of those lines.
        other: Marks of the other document.
        moves: Offsets of the parts shared with it.
    """

    own: Mapping[int, Places]
    shifts: Shifts
    other: Mapping[int, Places]
    moves: Shifts
    _cache: dict[int, Places] = field(factory=dict[int, "Places"], init=False)

    def __getitem__(self, number: int) -> Places:
        if number not in self._cache:
            if number in self.own:
                self._cache[number] = _moved(self.own[number], self.shifts)
            else:
                self._cache[number] = _moved(self.other[number], self.moves)
        return self._cache[number]

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
