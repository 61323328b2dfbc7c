"""The Python names that a report says break, in few lines: equal ones together, each told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from scripts.drift.change import Breaks
from scripts.drift.report.words import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.drift.client import Symbol

_BROKEN = {Breaks.READ: "reading", Breaks.CALL: "calling", Breaks.IMPORT: "importing"}
_MOST = 12


@frozen(kw_only=True)
class Line:
    """What is said of one name, or of several of which the same is to be said.

    Attributes:
        what: ``breaks importing, class removed``.
        names: The names; what has another name now, as ``old -> new``.
        old: The type before; None where it is not the type that changed.
        new: The type now.
        message: What the type checker says; empty where it adds nothing.
        number: Number of the entry that told all of this before; None here.
    """

    what: str
    names: tuple[str, ...]
    old: str | None = None
    new: str | None = None
    message: str = ""
    number: int | None = None


class Names:
    """Remembers which entry told a name first."""

    def __init__(self) -> None:
        self._told: dict[Symbol, int] = {}

    def lines(self, number: int, symbols: Iterable[Symbol]) -> tuple[list[Line], int]:
        """Return what is to be said of the symbols of an entry, and how many names are left out."""
        groups: dict[tuple[str, int | None], list[str]] = {}
        single: list[Line] = []
        for symbol in symbols:
            first = self._told.setdefault(symbol, number)
            if first != number:
                groups.setdefault((what_of(symbol), first), []).append(symbol.name)
            elif symbol.new is None and symbol.kind.endswith("removed"):
                groups.setdefault((what_of(symbol), None), []).append(symbol.name)
            elif symbol.breaks is Breaks.IMPORT and symbol.new is not None:
                single.append(Line(what=what_of(symbol), names=(f"{symbol.name} -> {symbol.new}",)))
            else:
                said = one_line(symbol.message)
                single.append(
                    Line(what=what_of(symbol), names=(symbol.name,), old=symbol.old, new=symbol.new, message=said)
                )
        found = [
            *(Line(what=what, names=tuple(names)) for (what, first), names in groups.items() if first is None),
            *single,
            *(
                Line(what=what, names=tuple(names), number=first)
                for (what, first), names in groups.items()
                if first is not None
            ),
        ]
        return _cut(found)


def what_of(symbol: Symbol) -> str:
    """Return ``breaks reading, attribute type``: what code can no longer do, and why."""
    broken = "breaks nothing" if symbol.breaks is Breaks.NOTHING else f"breaks {_BROKEN[symbol.breaks]}"
    return f"{broken}, {symbol.kind}"


def _cut(found: list[Line]) -> tuple[list[Line], int]:
    """Keep the first dozen of names."""
    kept: list[Line] = []
    room = _MOST
    for line in found:
        if room <= 0:
            break
        names = line.names[:room]
        kept.append(evolve(line, names=names))
        room -= len(names)
    return kept, sum(len(line.names) for line in found) - sum(len(line.names) for line in kept)
