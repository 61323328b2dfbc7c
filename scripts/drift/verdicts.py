"""Read ``spec/kinds.yaml``, the table of all kinds of changes, and look up verdicts in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from scripts.drift.change import Breaks, Client, Confidence, Direction, Reach, Verdict, Wire
from scripts.oas.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scripts.drift.change import Change, Use

TABLE = Path(__file__).parents[2] / "spec" / "kinds.yaml"

Row = dict[Direction, Verdict]


@frozen(kw_only=True)
class Kind:
    """A kind of change.

    Attributes:
        description: One line for people.
        name_only: Whether it changes names in Python and nothing on the wire.
        rows: Verdicts by variant; the key is empty for a kind with one row.
    """

    description: str
    name_only: bool
    rows: Mapping[str, Row]


@cache
def kinds() -> Mapping[str, Kind]:
    """Return all kinds by name; ``scripts.lint_spec`` checks the file, so it is trusted here."""
    table: Any = load(TABLE).root
    return {name: _kind(entry) for name, entry in table.items()}


@cache
def name_kinds() -> frozenset[str]:
    """Return the kinds that change names in Python and nothing on the wire."""
    return frozenset(name for name, kind in kinds().items() if kind.name_only)


def reach_of(change: Change, uses: Iterable[Use]) -> tuple[Reach, ...]:
    """Return the uses that a change reaches, sorted, with the verdict of each."""
    # A KeyError here is a bug of ours: the lint compares the table with the code that records changes.
    row = kinds()[change.kind].rows[change.variant]
    if not change.is_certain:
        row = {side: _at_most_likely(verdict) for side, verdict in row.items()}
    return tuple(Reach(use=use, verdict=row[use.direction]) for use in sorted(uses))


def _at_most_likely(verdict: Verdict) -> Verdict:
    if verdict.confidence is Confidence.PROVED:
        return evolve(verdict, confidence=Confidence.LIKELY)
    return verdict


def _kind(entry: Any) -> Kind:
    rows = entry.get("variants", {"": entry})
    return Kind(
        description=entry["description"],
        name_only=entry.get("name_only", False),
        rows={variant: {side: _verdict(row[side]) for side in Direction} for variant, row in rows.items()},
    )


def _verdict(cell: dict[str, str]) -> Verdict:
    return Verdict(
        wire=Wire(cell["wire"]),
        client=Client(cell["client"]),
        breaks=Breaks(cell.get("breaks", "nothing")),
        confidence=Confidence(cell.get("confidence", "proved")),
        why=cell["why"],
    )
