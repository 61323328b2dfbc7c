"""Reads a text that is nearly another one: entries written alike are taken over, only the rest is parsed.

An entry is a line ``key: ...`` of ``paths``, ``webhooks`` or a group of ``components``, with all lines up to the next
key. Where the second text has the same lines, a short entry stands in for them while it is parsed. The stand-in must
come back at its own pointer, line and column; it can only be parsed in block style, as the entry was; and what follows
it must end whatever the entry left open. So the entry would have been read there as it was read in the first text. In
any doubt the caller parses the whole text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from scripts.drift.documents.entries import Entry, entries_of
from scripts.drift.documents.moved_marks import MovedMarks, Shifts
from scripts.oas.bounds import MAX_BYTES, MAX_NODES
from scripts.oas.document import Document
from scripts.oas.load import SpecError, loads

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.oas.document import Json

_BREAKS = ("\r", "\u0085", "\u2028", "\u2029")  # line breaks of YAML that would shift our count of lines
_STAND_IN = "(as it was)"


@define
class _Reduced:
    """A text with stand-ins: its lines, what they stand for, and how its lines map to those of the full text."""

    lines: list[str] = field(factory=list[str])
    used: list[tuple[Entry, int, int]] = field(factory=list[tuple[Entry, int, int]])  # line there, line in full
    shifts: Shifts = field(factory=lambda: [(0, 0)])  # from this line on, add so many


def with_parts_of(base: Document, before: bytes, after: bytes, path: Path) -> Document | None:
    """Return the document that ``after`` holds, sharing objects with ``base``; None: parse it as usual.

    Args:
        base: A document.
        before: The bytes that it was loaded from.
        after: Other bytes.
        path: What they are called.
    """
    if base.path.suffix == ".json" or path.suffix == ".json" or max(len(before), len(after)) > MAX_BYTES:
        return None
    if before == after:
        return Document(data=base.data, path=path, marks=base.marks)
    try:
        old, new = before.decode("utf-8").removeprefix("\ufeff"), after.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
    # A value takes two characters at least, so the bound on values holds without counting them.
    if any(char in text for char in _BREAKS for text in (old, new)) or len(new) > 2 * MAX_NODES:
        return None
    if not isinstance(base.data, dict):
        return None
    old_lines, new_lines = old.split("\n"), new.split("\n")
    reduced = _reduce(list(entries_of(base, base.data, old_lines)), old_lines, new_lines)
    if not reduced.used:
        return None
    try:
        document = loads("\n".join(reduced.lines).encode(), path)
    except SpecError:
        return None
    return _put_back(base, document, reduced)


def _reduce(entries: list[Entry], old: list[str], new: list[str]) -> _Reduced:
    """Replace each entry of the base that stands in the new lines by a stand-in."""
    by_line: dict[str, list[Entry]] = {}
    for entry in entries:
        by_line.setdefault(old[entry.start], []).append(entry)
    reduced = _Reduced()
    number = 0
    while number < len(new):
        match = _found(by_line.get(new[number]), number, old, new)
        if match is None:
            reduced.lines.append(new[number])
            number += 1
            continue
        by_line[new[number]].remove(match)
        reduced.used.append((match, len(reduced.lines), number))
        margin = " " * match.column
        key = match.key.replace("'", "''")
        reduced.lines += [f"{margin}'{key}':", f"{margin} - {_STAND_IN}"]
        number += match.end - match.start
        reduced.shifts.append((len(reduced.lines), number - len(reduced.lines)))
    return reduced


def _found(entries: list[Entry] | None, number: int, old: list[str], new: list[str]) -> Entry | None:
    for entry in entries or ():
        end = number + entry.end - entry.start
        if new[number:end] == old[entry.start : entry.end] and _closes(new, end, entry.column):
            return entry
    return None


def _closes(lines: list[str], number: int, column: int) -> bool:
    """Whether a line ends all that stands deeper than a column: it is the last, or has text no deeper than that."""
    if number >= len(lines) or (number == len(lines) - 1 and not lines[number]):
        return True
    text = lines[number].lstrip(" ")
    return bool(text) and len(lines[number]) - len(text) <= column and text[0] not in "#\t"


def _put_back(base: Document, document: Document, reduced: _Reduced) -> Document | None:
    """Replace the stand-ins by the base's objects; None if one did not come back as it must."""
    own = dict(document.marks)
    moves: Shifts = []
    for entry, there, number in reduced.used:
        old, new = _at(base.data, entry.way), _at(document.data, entry.way)
        places = own.get(id(new))
        if not isinstance(old, dict) or not isinstance(new, dict) or not isinstance(places, dict):
            return None
        stand_in = new.get(entry.key)
        if stand_in != [_STAND_IN] or (places[entry.key].line, places[entry.key].column) != (there, entry.column):
            return None
        del own[id(stand_in)]
        new[entry.key] = old[entry.key]
        moves.append((entry.start, number - entry.start))
    marks = MovedMarks(own, reduced.shifts, base.marks, sorted(moves))
    return Document(data=document.data, path=document.path, marks=marks)


def _at(root: Json, way: tuple[str, ...]) -> Json:
    node = root
    for part in way:
        node = node.get(part) if isinstance(node, dict) else None
    return node
