"""Corrects what the rules say of the client by what was proved with a generated one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve

from scripts.drift.change import Breaks, Client, Confidence, Direction, Wire, in_order
from scripts.drift.verdicts import name_kinds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.drift.change import Change, Reach, Verdict
    from scripts.drift.client.records import Impact, Symbol

_RENAMED = frozenset({"operation-id-changed", "tag-changed", "path-renamed"})
_DIRECTIONS = {Breaks.READ: Direction.RESPONSE, Breaks.CALL: Direction.REQUEST}
_PACKAGE = re.compile(r"^[\w.]*?\.(?=(?:models|api)\.)")
_LISTED = 3


def settle(changes: Iterable[Change], impact: Impact) -> tuple[Change, ...]:
    """Return the changes with their client verdicts as the generated clients prove them to be, in order.

    A change that breaks a name is breaking, whatever the rules say; one of names alone that breaks no name breaks
    nothing. A change that the rules call breaking otherwise stays so: what goes over the wire matters, too.

    Args:
        changes: The changes.
        impact: What was found of them; where no client could be generated, nothing is corrected.
    """
    listed = tuple(changes)
    if impact.refusal is not None:
        return in_order(listed)
    broken: dict[str, list[Symbol]] = {}
    for symbol in impact.symbols:
        for fingerprint in symbol.changes if symbol.breaks is not Breaks.NOTHING else ():
            broken.setdefault(fingerprint, []).append(symbol)
    return in_order(_settled(change, broken.get(change.fingerprint, [])) for change in listed)


def _settled(change: Change, symbols: list[Symbol]) -> Change:
    if symbols:
        return evolve(change, reach=_broken(change, symbols))
    if change.kind in _RENAMED | name_kinds():
        return evolve(change, reach=tuple(_harmless(reach) for reach in change.reach))
    return change


def _harmless(reach: Reach) -> Reach:
    if reach.verdict.client is not Client.BREAKING:
        return reach
    client = Client.NONE if reach.verdict.wire is Wire.NONE else Client.COMPATIBLE
    verdict = evolve(
        reach.verdict,
        client=client,
        breaks=Breaks.NOTHING,
        confidence=Confidence.PROVED,
        why="no name of the generated client went with it",
    )
    return evolve(reach, verdict=verdict)


def _broken(change: Change, symbols: list[Symbol]) -> tuple[Reach, ...]:
    """Return the reach with what was proved put where it belongs: what is read breaks with the answers, and so on."""
    there = {reach.use.direction for reach in change.reach}
    left = [symbol for symbol in symbols if _DIRECTIONS.get(symbol.breaks) not in there]
    found = []
    for reach in change.reach:
        own = [symbol for symbol in symbols if _DIRECTIONS.get(symbol.breaks) is reach.use.direction]
        found.append(evolve(reach, verdict=_proved(reach.verdict, own + left)) if own or left else reach)
    return tuple(found)


def _proved(verdict: Verdict, symbols: list[Symbol]) -> Verdict:
    breaks = max((symbol.breaks for symbol in symbols), key=lambda item: item.weight)
    if verdict.client is Client.BREAKING and verdict.breaks.weight > breaks.weight:
        breaks = verdict.breaks
    names = list(dict.fromkeys(_PACKAGE.sub("", symbol.name) for symbol in symbols))
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    why = f"proved with the generated client: {', '.join(names[:_LISTED])}{more}"
    return evolve(verdict, client=Client.BREAKING, breaks=breaks, confidence=Confidence.PROVED, why=why)
