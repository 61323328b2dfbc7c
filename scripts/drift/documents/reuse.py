"""Parse a YAML document that resembles another one: equal entries are taken from the other, the rest is parsed.

An entry is a line ``key: ...`` of ``paths``, ``webhooks`` or a group of ``components``, with all lines up to the next
key. Where the second text has the same lines, a short placeholder replaces them while it is parsed. The placeholder
must come back at its own pointer, line and column; it can only be parsed in block style, as the entry was; and the line
after it must end whatever the entry left open. So the entry would have been parsed there as it was in the first text.
In any doubt the caller parses the whole text.

It is kept for its speed: the 87,000-line document takes 0.75 s with it and 1.07 s without (medians of eleven runs side
by side on 2026-11-21; the budget is 0.8 s). Nearly all of the difference is the second run of the parser.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from scripts.drift.documents.entries import Entry, entries_of
from scripts.oas.bounds import MAX_BYTES, MAX_NODES
from scripts.oas.document import Document, Place
from scripts.oas.load import SpecError, loads
from scripts.oas.pointers import resolve_keys

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.oas.document import Mark, Places

_BREAKS = ("\r", "\u0085", "\u2028", "\u2029")  # line breaks of YAML 1.1 that split("\n") does not count
_PLACEHOLDER = "(unchanged)"

Shifts = list[tuple[int, int]]
"""First line (from 0) and offset of each moved part; sorted."""


@define
class _Reduced:
    """A text with placeholders: its lines, the replaced entries, and the offsets of its lines in the full text."""

    lines: list[str] = field(factory=list[str])
    used: list[tuple[Entry, int, int]] = field(factory=list[tuple[Entry, int, int]])  # reduced line, full line
    shifts: Shifts = field(factory=lambda: [(0, 0)])  # from this line on, add so many


def reuse_parts(base: Document, before: bytes, after: bytes, path: Path) -> Document | None:
    """Return the document in ``after``, which shares objects with ``base``; None if it must be parsed as usual.

    Args:
        base: A document.
        before: The bytes that it was loaded from.
        after: The bytes of the other document.
        path: The file of the other document.
    """
    if base.path.suffix == ".json" or path.suffix == ".json" or max(len(before), len(after)) > MAX_BYTES:
        return None
    if before == after:
        return evolve(base, path=path)
    try:
        old, new = before.decode("utf-8").removeprefix("\ufeff"), after.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
    # A value takes at least two characters, so that the limit of values holds without counting them.
    if any(char in text for char in _BREAKS for text in (old, new)) or len(new) > 2 * MAX_NODES:
        return None
    if not isinstance(base.data, dict) or base.tags:  # the tags of reused parts would be missing
        return None
    old_lines, new_lines = old.split("\n"), new.split("\n")
    reduced = _reduce(list(entries_of(base, base.data, old_lines)), old_lines, new_lines)
    if not reduced.used:
        return None
    try:
        document = loads("\n".join(reduced.lines).encode(), path, is_foreign=True)
    except SpecError:
        return None
    return _put_back(base, document, reduced)


def _reduce(entries: list[Entry], old: list[str], new: list[str]) -> _Reduced:
    """Replace each entry of the base that the new lines repeat by a placeholder."""
    by_line: dict[str, list[Entry]] = {}
    for entry in entries:
        by_line.setdefault(old[entry.start], []).append(entry)
    reduced = _Reduced()
    number = 0
    while number < len(new):
        match = _match(by_line.get(new[number]), number, old, new)
        if match is None:
            reduced.lines.append(new[number])
            number += 1
            continue
        by_line[new[number]].remove(match)
        reduced.used.append((match, len(reduced.lines), number))
        margin = " " * match.column
        key = match.key.replace("'", "''")
        reduced.lines += [f"{margin}'{key}':", f"{margin} - {_PLACEHOLDER}"]
        number += match.end - match.start
        reduced.shifts.append((len(reduced.lines), number - len(reduced.lines)))
    return reduced


def _match(entries: list[Entry] | None, number: int, old: list[str], new: list[str]) -> Entry | None:
    for entry in entries or ():
        end = number + entry.end - entry.start
        if new[number:end] == old[entry.start : entry.end] and _closes(new, end, entry.column):
            return entry
    return None


def _closes(lines: list[str], number: int, column: int) -> bool:
    """Whether a line ends everything below a column: it is the last, or its text starts at that column or before."""
    if number >= len(lines) or (number == len(lines) - 1 and not lines[number]):
        return True
    text = lines[number].lstrip(" ")
    return bool(text) and len(lines[number]) - len(text) <= column and text[0] not in "#\t"


def _put_back(base: Document, document: Document, reduced: _Reduced) -> Document | None:
    """Replace the placeholders by the base's objects; None if one was not parsed as expected."""
    own = dict(document.marks)
    moves: Shifts = []
    for entry, reduced_line, number in reduced.used:
        old, new = resolve_keys(base.data, entry.keys), resolve_keys(document.data, entry.keys)
        places = own.get(id(new))
        if not isinstance(old, dict) or not isinstance(new, dict) or not isinstance(places, dict):
            return None
        placeholder = new.get(entry.key)
        if placeholder != [_PLACEHOLDER] or (places[entry.key].line, places[entry.key].column) != (
            reduced_line,
            entry.column,
        ):
            return None
        del own[id(placeholder)]
        new[entry.key] = old[entry.key]
        moves.append((entry.start, number - entry.start))
    marks = _MovedMarks(own, reduced.shifts, base.marks, sorted(moves))
    return evolve(document, marks=marks)


@define(eq=False)
class _MovedMarks(Mapping[int, "Places"]):
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
