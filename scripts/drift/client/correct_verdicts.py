"""Correct the verdicts of changes by what two generated clients prove."""

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
_MAX_NAMES = 3


def correct_verdicts(changes: Iterable[Change], impact: Impact) -> tuple[Change, ...]:
    """Return the changes with the client verdicts that the generated clients prove, sorted.

    A change that breaks a name is breaking, whatever its kind; a change of names alone that breaks no name breaks
    nothing. Other changes that are breaking by their kind stay so: the bytes on the wire matter too.

    Args:
        changes: The changes.
        impact: Their impact; if no client could be generated, nothing is corrected.
    """
    changes = tuple(changes)
    if impact.refusal is not None:
        return in_order(changes)
    broken: dict[str, list[Symbol]] = {}
    for symbol in impact.symbols:
        if symbol.breaks is not Breaks.NOTHING:
            for fingerprint in symbol.changes:
                broken.setdefault(fingerprint, []).append(symbol)
    return in_order(_corrected(change, broken.get(change.fingerprint, [])) for change in changes)


def _corrected(change: Change, symbols: list[Symbol]) -> Change:
    if symbols:
        return evolve(change, reach=_broken(change, symbols))
    if change.kind in _RENAMED | name_kinds():
        return evolve(change, reach=tuple(_harmless(reach) for reach in change.reach))
    return change


def _harmless(reach: Reach) -> Reach:
    if reach.verdict.client is not Client.BREAKING:
        return reach
    client = Client.COMPATIBLE
    if reach.verdict.wire is Wire.NONE:
        client = Client.NONE
    verdict = evolve(
        reach.verdict,
        client=client,
        breaks=Breaks.NOTHING,
        confidence=Confidence.PROVED,
        why="it breaks no name of the generated client",
    )
    return evolve(reach, verdict=verdict)


def _broken(change: Change, symbols: list[Symbol]) -> tuple[Reach, ...]:
    """Return the reach with each broken name in its direction: reads break in responses, calls in requests."""
    directions = {reach.use.direction for reach in change.reach}
    elsewhere = [symbol for symbol in symbols if _DIRECTIONS.get(symbol.breaks) not in directions]
    result: list[Reach] = []
    for reach in change.reach:
        own = [symbol for symbol in symbols if _DIRECTIONS.get(symbol.breaks) is reach.use.direction] + elsewhere
        if own:
            reach = evolve(reach, verdict=_proved(reach.verdict, own))  # noqa: PLW2901
        result.append(reach)
    return tuple(result)


def _proved(verdict: Verdict, symbols: list[Symbol]) -> Verdict:
    breaks = max((symbol.breaks for symbol in symbols), key=lambda item: item.weight)
    # The snippets do not try every use: what the table knows to be worse stays.
    if verdict.client is Client.BREAKING and verdict.breaks.weight > breaks.weight:
        breaks = verdict.breaks
    names = list(dict.fromkeys(_PACKAGE.sub("", symbol.name) for symbol in symbols))
    why = f"proved with the generated client: {', '.join(names[:_MAX_NAMES])}"
    if len(names) > _MAX_NAMES:
        why += f" and {len(names) - _MAX_NAMES} more"
    return evolve(verdict, client=Client.BREAKING, breaks=breaks, confidence=Confidence.PROVED, why=why)
