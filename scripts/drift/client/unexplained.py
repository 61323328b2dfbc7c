"""Report the broken names of the generated client that no change of the documents explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from scripts.drift.change import Breaks, Change, Direction, Reach, Use, in_order, place_of
from scripts.drift.verdicts import reach_of

if TYPE_CHECKING:
    from scripts.drift.client.records import Impact, Symbol
    from scripts.oas.document import Document

_DOCUMENT = Use(operation="", direction=Direction.REQUEST)


def add_unexplained(
    changes: tuple[Change, ...], impact: Impact, base: Document, revision: Document
) -> tuple[tuple[Change, ...], Impact]:
    """Return the changes and the impact, with a change for each broken name that no other change causes.

    Two schemas that allow the same values are no change, though the generator may make other classes of them: of a base
    class that ``allOf`` no longer refers to, for example.

    Args:
        changes: The changes, with the verdicts that the clients prove.
        impact: Their impact.
        base: The old document.
        revision: The new document.
    """
    added: list[Change] = []
    symbols: list[Symbol] = []
    for symbol in impact.symbols:
        if symbol.breaks is Breaks.NOTHING or symbol.changes:
            symbols.append(symbol)
            continue
        change = _change(symbol, base, revision)
        added.append(change)
        symbols.append(evolve(symbol, changes=(change.fingerprint,)))
    return in_order([*changes, *added]), evolve(impact, symbols=tuple(symbols))


def _change(symbol: Symbol, base: Document, revision: Document) -> Change:
    change = Change(
        kind="client-changed",
        node="",
        subject=symbol.name,
        before={"name": symbol.name, "kind": symbol.kind, "type": symbol.old},
        after=symbol.new,
        base=place_of(base, ""),
        revision=place_of(revision, ""),
        message=f"{symbol.name} breaks, though the documents allow the same values: {symbol.message}",
    )
    reach = (evolve(item, verdict=evolve(item.verdict, breaks=symbol.breaks)) for item in reach_of(change, [_DOCUMENT]))
    return evolve(change, reach=tuple[Reach, ...](reach))
