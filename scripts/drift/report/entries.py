"""Group the contents of a report for the forms that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.change import Client
from scripts.drift.report.records import level
from scripts.drift.report.texts import counted

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
    Client.NONE: "No effect on us",
}


@frozen(kw_only=True)
class Entry:
    """One change with its effects.

    Attributes:
        change: The change.
        level: Its level.
        symbols: The changed Python names that it causes.
        overlay: Its states and those of corrections in conflict with it.
    """

    change: Change
    level: Client
    symbols: tuple[Symbol, ...]
    overlay: tuple[OverlayState, ...]


def entries(report: Report) -> list[Entry]:
    """Return the open changes, the most harmful first."""
    symbols = report.impact.symbols if report.impact is not None else ()
    listed = [
        Entry(
            change=change,
            level=level(change),
            symbols=tuple(item for item in symbols if change.fingerprint in item.changes),
            overlay=tuple(
                item for item in report.overlay if item.fingerprint == change.fingerprint and _is_informative(item)
            ),
        )
        for change in report.changes
    ]
    return sorted(listed, key=lambda entry: -entry.level.weight)


def _is_informative(state: OverlayState) -> bool:
    """Whether a state holds more than that the change is new."""
    return state.state != "new upstream" or state.suggestion is not None


def unexplained_symbols(report: Report) -> list[Symbol]:
    """Return the changed names that no change, open or accepted, causes."""
    if report.impact is None:
        return []
    causes = {change.fingerprint for change in (*report.changes, *(item.change for item in report.accepted))}
    return [item for item in report.impact.symbols if not causes.intersection(item.changes)]


def other_overlay(report: Report) -> list[OverlayState]:
    """Return the states that belong to no open change, without corrections that are still needed."""
    fingerprints = {change.fingerprint for change in report.changes}
    return [item for item in report.overlay if item.fingerprint not in fingerprints and item.state != STILL_NEEDED]


def overlay_summary(report: Report) -> str:
    """Return how many corrections are still needed; empty if none is."""
    same = sum(item.state == STILL_NEEDED for item in report.overlay)
    if same:
        return f"{counted(same, 'correction is', 'corrections are')} still needed."
    return ""


def invalid_samples(report: Report) -> list[SampleState]:
    """Return the samples that are not valid for the revision, those that were valid for the base first."""
    return sorted((item for item in report.samples if not item.after), key=lambda item: (not item.before, item.file))


def samples_summary(report: Report) -> str:
    """Return how many samples are valid for each document; empty without samples."""
    if not report.samples:
        return ""
    before, after = sum(item.before for item in report.samples), sum(item.after for item in report.samples)
    total = len(report.samples)
    return f"{before} of {total} fit the base, {after} of {total} the revision."


def sample_text(sample: SampleState) -> str:
    """Return whether a sample that does not fit the revision fitted the base."""
    if sample.before:
        return "no longer fits"
    return "did not fit before either"
