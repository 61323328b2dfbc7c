"""List the changed Python names of a report in few lines: similar ones together, each described once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from scripts.drift.change import Breaks
from scripts.drift.report.texts import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.drift.client import Symbol

_VERBS = {Breaks.NOTHING: "nothing", Breaks.READ: "reading", Breaks.CALL: "calling", Breaks.IMPORT: "importing"}
_MAX_NAMES = 12


@frozen(kw_only=True)
class NameLine:
    """The description of one name, or of several with the same description.

    Attributes:
        what: ``breaks importing, class removed``.
        names: The names; renamed ones as ``old -> new``.
        old: The old type; None if the type did not change.
        new: The new type.
        message: The type checker's error; empty where it adds nothing.
        number: Number of an earlier entry with the full description, or None.
    """

    what: str
    names: tuple[str, ...]
    old: str | None = None
    new: str | None = None
    message: str = ""
    number: int | None = None


class Names:
    """The names listed so far, with the number of the first entry."""

    def __init__(self) -> None:
        self._first: dict[Symbol, int] = {}

    def lines(self, number: int, symbols: Iterable[Symbol]) -> tuple[list[NameLine], int]:
        """Return the lines for the names of an entry, and the number of names that are left out."""
        groups: dict[tuple[str, int | None], list[str]] = {}
        single: list[NameLine] = []
        for symbol in symbols:
            first = self._first.setdefault(symbol, number)
            if first != number:
                groups.setdefault((what_of(symbol), first), []).append(symbol.name)
            elif symbol.new is None and symbol.kind.endswith("removed"):
                groups.setdefault((what_of(symbol), None), []).append(symbol.name)
            elif symbol.breaks is Breaks.IMPORT and symbol.new is not None:
                single.append(NameLine(what=what_of(symbol), names=(f"{symbol.name} -> {symbol.new}",)))
            else:
                text = one_line(symbol.message)
                single.append(
                    NameLine(what=what_of(symbol), names=(symbol.name,), old=symbol.old, new=symbol.new, message=text)
                )
        lines = [
            *(NameLine(what=what, names=tuple(names)) for (what, first), names in groups.items() if first is None),
            *single,
            *(
                NameLine(what=what, names=tuple(names), number=first)
                for (what, first), names in groups.items()
                if first is not None
            ),
        ]
        return _cut(lines)


def what_of(symbol: Symbol) -> str:
    """Return ``breaks reading, attribute type``: the use of the name that breaks, and why."""
    return f"breaks {_VERBS[symbol.breaks]}, {symbol.kind}"


def _cut(lines: list[NameLine]) -> tuple[list[NameLine], int]:
    """Return the lines of the first names, and the number of names beyond."""
    kept: list[NameLine] = []
    room = _MAX_NAMES
    for line in lines:
        if room <= 0:
            break
        names = line.names[:room]
        kept.append(evolve(line, names=names))
        room -= len(names)
    return kept, sum(len(line.names) for line in lines) - sum(len(line.names) for line in kept)
