"""What belongs together in a report, gathered once for all forms that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.change import Client
from scripts.drift.report.records import level
from scripts.drift.report.words import count

if TYPE_CHECKING:
    from scripts.drift.change import Change
    from scripts.drift.client import Symbol
    from scripts.drift.overlay.samples_state import SampleState
    from scripts.drift.overlay.state import OverlayState
    from scripts.drift.report.records import Report

STILL_NEEDED = "still needed"
HEADINGS = {
    Client.BREAKING: "Breaks callers",
    Client.COMPATIBLE: "Worth vendoring",
    Client.DOCS: "Prose",
    Client.NONE: "Means nothing to us",
}


@frozen(kw_only=True)
class Entry:
    """One change with all that was found about it.

    Attributes:
        change: The change.
        level: What it calls for.
        symbols: What breaks because of it, in Python names.
        overlay: What becomes of our corrections because of it.
    """

    change: Change
    level: Client
    symbols: tuple[Symbol, ...]
    overlay: tuple[OverlayState, ...]


def entries(report: Report) -> list[Entry]:
    """Return the open changes, the most harmful first."""
    symbols = report.impact.symbols if report.impact is not None else ()
    found = [
        Entry(
            change=change,
            level=level(change),
            symbols=tuple(item for item in symbols if change.fingerprint in item.changes),
            overlay=tuple(item for item in report.overlay if item.fingerprint == change.fingerprint and _says(item)),
        )
        for change in report.changes
    ]
    return sorted(found, key=lambda entry: -entry.level.weight)


def _says(state: OverlayState) -> bool:
    """Whether a state says more than that the change is new and no correction is called for."""
    return state.state != "new upstream" or state.suggestion is not None


def unexplained(report: Report) -> list[Symbol]:
    """Return the symbols that break though none of the changes, open or accepted, is known to be the cause."""
    if report.impact is None:
        return []
    known = {change.fingerprint for change in (*report.changes, *(item.change for item in report.accepted))}
    return [item for item in report.impact.symbols if not known.intersection(item.changes)]


def other_overlay(report: Report) -> list[OverlayState]:
    """Return what becomes of corrections that no open change speaks of, without those that stay as they are."""
    known = {change.fingerprint for change in report.changes}
    return [item for item in report.overlay if item.fingerprint not in known and item.state != STILL_NEEDED]


def overlay_summary(report: Report) -> str:
    """Return how many corrections stay as they are; empty if there are none."""
    same = sum(item.state == STILL_NEEDED for item in report.overlay)
    return f"{count(same, 'correction is', 'corrections are')} still needed." if same else ""


def odd_samples(report: Report) -> list[SampleState]:
    """Return the samples that do not fit the revision, those that fitted the base first."""
    return sorted((item for item in report.samples if not item.after), key=lambda item: (not item.before, item.file))


def samples_summary(report: Report) -> str:
    """Return how many samples fit before and after; empty without samples."""
    if not report.samples:
        return ""
    before, after = sum(item.before for item in report.samples), sum(item.after for item in report.samples)
    return f"Of {count(len(report.samples), 'recorded payload')} the base takes {before}, the revision {after}."
