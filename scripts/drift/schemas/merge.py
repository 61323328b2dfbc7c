"""From what was found at each pair to one finding for each cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve

from scripts.drift.change import Direction, Use
from scripts.drift.schemas.describe import subject
from scripts.drift.schemas.finding import Finding
from scripts.drift.schemas.values import token

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scripts.drift.schemas.site import Pair, Raw


@define(eq=False)
class _Cause:
    """Findings of one cause, and the uses that they reach, as bits."""

    raw: Raw
    bits: int


def merged(pairs: Iterable[Pair], reach: dict[Pair, int], uses: Sequence[Use]) -> list[Finding]:
    """Return the findings of all pairs, each cause once, sorted; what no use reaches is left out."""
    hidden = {
        direction: sum(1 << number for number, use in enumerate(uses) if use.direction is direction)
        for direction in Direction
    }
    causes: dict[tuple[str, str, str, str | None], _Cause] = {}
    order: list[_Cause] = []
    for pair in pairs:
        for raw in pair.found:
            bits = reach.get(pair, 0)
            for direction in raw.mask:
                bits &= ~hidden[direction]
            if bits:
                _put(raw, bits, causes, order)
    found = [_finding(cause, uses) for cause in order]
    return sorted(found, key=lambda item: (item.node, item.kind, item.revision_pointer or "", token(item.before)))


def _put(raw: Raw, bits: int, causes: dict[tuple[str, str, str, str | None], _Cause], order: list[_Cause]) -> None:
    what = token([raw.before, raw.after])
    keys = [(raw.kind, what, side, at) for side, at in (("b", raw.base_at), ("r", raw.revision_at)) if at is not None]
    known = next((causes[key] for key in keys if key in causes), None)
    if known is None:
        known = _Cause(raw, 0)
        order.append(known)
    elif (raw.base_at or "", raw.revision_at or "") < (known.raw.base_at or "", known.raw.revision_at or ""):
        known.raw = raw
    known.bits |= bits
    for key in keys:
        causes[key] = known


def _finding(cause: _Cause, uses: Sequence[Use]) -> Finding:
    raw = cause.raw
    node = raw.base_at if raw.base_at is not None else raw.revision_at or ""
    made = Finding(
        kind=raw.kind,
        node=node,
        subject=subject(node),
        before=raw.before,
        after=raw.after,
        base_pointer=raw.base_at,
        revision_pointer=raw.revision_at,
        uses=frozenset(),
        message=raw.message,
    )
    return evolve(made, uses=frozenset(use for number, use in enumerate(uses) if cause.bits >> number & 1))
