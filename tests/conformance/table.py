"""The table that `make conformance` prints."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen


@frozen
class Row:
    """A judge's verdict on one provider.

    Attributes:
        judge: Name of the judge.
        version: Its pinned version.
        provider: The provider.
        checked: What was checked, with counts.
        failures: What failed, one text each.
        seconds: How long it took.
    """

    judge: str
    version: str
    provider: str
    checked: str
    failures: tuple[str, ...]
    seconds: float


def format_table(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = ["| judge | version | provider | checked | failed | seconds |", "|---|---|---|---|---:|---:|"]
    for row in rows:
        cells = (row.judge, row.version, row.provider, row.checked, str(len(row.failures)), f"{row.seconds:.1f}")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def format_failures(rows: Iterable[Row], limit: int = 20) -> str:
    """Return what failed, at most ``limit`` texts of each row."""
    lines = []
    for row in rows:
        texts = list(row.failures[:limit])
        if len(row.failures) > limit:
            texts.append(f"and {len(row.failures) - limit} more")
        lines += [f"FAILED: {row.judge}, {row.provider}: {text}" for text in texts]
    return "\n".join(lines)
