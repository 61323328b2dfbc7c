"""Collect notices on lines of the repository, for SARIF and workflow commands."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.change import Client
from scripts.drift.report import texts
from scripts.drift.report.entries import entries, invalid_samples, other_overlay
from scripts.drift.report.names import what_of
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from scripts.drift.change import Change
    from scripts.drift.client import Symbol
    from scripts.drift.report.entries import Entry
    from scripts.drift.report.records import Report

LEVELS = {Client.BREAKING: "error", Client.COMPATIBLE: "warning", Client.DOCS: "note", Client.NONE: "note"}
# Rules about our own files, beside the kinds of changes.
OWN_RULES = {
    "accepted-drift-expired": "An entry of the accepted drift whose last day is over.",
    "accepted-drift-stale": "An entry of the accepted drift without a change.",
    "correction-affected": "A correction in the overlay that the revision affects.",
    "sample-refused": "A recorded payload that fits the base and does not fit the revision.",
}


@frozen(kw_only=True)
class Notice:
    """One notice.

    Attributes:
        level: ``error``, ``warning`` or ``note``.
        rule: Kind of the change, or a key of `OWN_RULES`.
        file: File of the repository, with ``/``.
        line: Line, from 1.
        column: Column, from 1.
        title: Its subject.
        message: Its text, in one line.
        fingerprint: Identifies the notice from run to run.
        node: JSON pointer of the node, or empty.
        accepted: The reason why it is accepted; None if it is open.
    """

    level: str
    rule: str
    file: str
    line: int
    column: int
    title: str
    message: str
    fingerprint: str
    node: str = ""
    accepted: str | None = None


def notices(report: Report) -> list[Notice]:
    """Return all notices, the most harmful first."""
    result = [_open(item, report) for item in entries(report)]
    result += [_accepted(item.change, item.entry.reason, report) for item in report.accepted]
    for rule, accepted_entries in (("accepted-drift-expired", report.expired), ("accepted-drift-stale", report.stale)):
        result += [
            _own_notice(rule, item.place.file, f"{item.fingerprint}: {item.what} (until {item.until})", item.place.line)
            for item in accepted_entries
        ]
    folder = texts.display_path(report.base.name).rpartition("/")[0]
    result += [
        _own_notice(
            "correction-affected", f"{folder}/overlay.yaml".lstrip("/"), f"{item.state}: {item.message}", item.line or 1
        )
        for item in other_overlay(report)
    ]
    result += [
        _own_notice(
            "sample-refused",
            texts.sample_file(report, item.file),
            f"the revision refuses it: {'; '.join(item.violations[:3])}",
        )
        for item in invalid_samples(report)
        if item.before
    ]
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(result, key=lambda item: (order[item.level], item.accepted is not None))


def _open(entry: Entry, report: Report) -> Notice:
    symbols = "".join(f"; {what_of(item)}: {item.name}{_types(item)}" for item in entry.symbols[:3])
    who = "; ".join(f"{operations}: {verdict}" for operations, verdict, _ in texts.reach_lines(entry.change)[:3])
    return _notice(entry.change, report, LEVELS[entry.level], f" ({who}{symbols})")


def _types(symbol: Symbol) -> str:
    if symbol.old is None or symbol.new is None:
        return ""
    return f" ({symbol.old} -> {symbol.new})"


def _accepted(change: Change, reason: str, report: Report) -> Notice:
    return _notice(change, report, "note", f" (accepted: {reason})", reason)


def _notice(change: Change, report: Report, level: str, more: str, accepted: str | None = None) -> Notice:
    file, line, column = _place(change, report)
    return Notice(
        level=level,
        rule=change.kind,
        file=file,
        line=line,
        column=column,
        title=printable(change.subject, max_length=200),
        message=printable(change.message + more, max_length=1_500),
        fingerprint=change.fingerprint,
        node=printable(change.node, max_length=1_000),
        accepted=None if accepted is None else printable(accepted),
    )


def _place(change: Change, report: Report) -> tuple[str, int, int]:
    """Return the place in the base; for an addition, its first line: the revision is rarely in the repository."""
    local = "://" not in report.revision.name and texts.in_repository(report.revision.name)
    place = change.base or (change.revision if local else None)
    if place is None:
        return texts.display_path(report.base.name), 1, 1
    return texts.display_path(place.file), max(place.line, 1), max(place.column, 1)


def _own_notice(rule: str, file: str, message: str, line: int = 1) -> Notice:
    text = printable(message, max_length=1_500)
    path = texts.display_path(file)
    digest = hashlib.sha256(f"{rule}\n{path}\n{text}".encode("utf-8", "replace")).hexdigest()[:16]
    return Notice(
        level="warning", rule=rule, file=path, line=line, column=1, title=rule, message=text, fingerprint=digest
    )
