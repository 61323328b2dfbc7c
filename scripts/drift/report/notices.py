"""What is worth a mark on a line of the repository, for the forms that put marks on lines."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.change import Client
from scripts.drift.report import words
from scripts.drift.report.entry import entries, odd_samples, other_overlay
from scripts.drift.report.names import what_of
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from scripts.drift.change import Change
    from scripts.drift.client import Symbol
    from scripts.drift.report.entry import Entry
    from scripts.drift.report.records import Report

LEVELS = {Client.BREAKING: "error", Client.COMPATIBLE: "warning", Client.DOCS: "note", Client.NONE: "note"}
# Rules that are about our own files, beside the kinds of changes.
OWN_RULES = {
    "accepted-drift-expired": "An entry of the accepted drift whose day is over.",
    "accepted-drift-stale": "An entry of the accepted drift that fits no change any more.",
    "correction-affected": "A correction in the overlay that the revision touches.",
    "sample-refused": "A recorded payload that fits the base and does not fit the revision.",
}


@frozen(kw_only=True)
class Notice:
    """One mark.

    Attributes:
        level: ``error``, ``warning`` or ``note``.
        rule: Kind of the change, or a key of `OWN_RULES`.
        file: File of the repository, with ``/``.
        line: Line, from 1.
        column: Column, from 1.
        title: What it is about.
        message: What is to be known, in one line.
        fingerprint: Stays the same as long as the finding does.
        node: JSON pointer of the node, or empty.
        accepted: Reason why it may pass; None if it is open.
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
    """Return all marks, the most harmful first."""
    found = [_open(item, report) for item in entries(report)]
    found += [_accepted(item.change, item.entry.reason, report) for item in report.accepted]
    for rule, old in (("accepted-drift-expired", report.expired), ("accepted-drift-stale", report.stale)):
        found += [
            _own(rule, item.place.file, f"{item.fingerprint}: {item.what} (until {item.until})", item.place.line)
            for item in old
        ]
    folder = words.shown_file(report.base.name).rpartition("/")[0]
    found += [
        _own(
            "correction-affected", f"{folder}/overlay.yaml".lstrip("/"), f"{item.state}: {item.message}", item.line or 1
        )
        for item in other_overlay(report)
    ]
    found += [
        _own(
            "sample-refused",
            words.sample_file(report, item.file),
            f"the revision refuses it: {'; '.join(item.breaches[:3])}",
        )
        for item in odd_samples(report)
        if item.before
    ]
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(found, key=lambda item: (order[item.level], item.accepted is not None))


def _open(entry: Entry, report: Report) -> Notice:
    broken = "".join(f"; {what_of(item)}: {item.name}{_types(item)}" for item in entry.symbols[:3])
    who = "; ".join(f"{who}: {verdict}" for who, verdict, _ in words.reach_lines(entry.change)[:3])
    return _mark(entry.change, report, LEVELS[entry.level], f" ({who}{broken})")


def _types(symbol: Symbol) -> str:
    return "" if symbol.old is None or symbol.new is None else f" ({symbol.old} -> {symbol.new})"


def _accepted(change: Change, reason: str, report: Report) -> Notice:
    return _mark(change, report, "note", f" (accepted: {reason})", reason)


def _mark(change: Change, report: Report, level: str, more: str, accepted: str | None = None) -> Notice:
    file, line, column = _place(change, report)
    return Notice(
        level=level,
        rule=change.kind,
        file=file,
        line=line,
        column=column,
        title=printable(change.subject, longest=200),
        message=printable(change.message + more, longest=1_500),
        fingerprint=change.fingerprint,
        node=printable(change.node, longest=1_000),
        accepted=None if accepted is None else printable(accepted),
    )


def _place(change: Change, report: Report) -> tuple[str, int, int]:
    """Return the place in the base; for what is new, its first line: the revision is mostly no file of ours."""
    local = "://" not in report.revision.name and words.in_repository(report.revision.name)
    place = change.base or (change.revision if local else None)
    if place is None:
        return words.shown_file(report.base.name), 1, 1
    return words.shown_file(place.file), max(place.line, 1), max(place.column, 1)


def _own(rule: str, file: str, message: str, line: int = 1) -> Notice:
    said = printable(message, longest=1_500)
    shown = words.shown_file(file)
    digest = hashlib.sha256(f"{rule}\n{shown}\n{said}".encode("utf-8", "replace")).hexdigest()[:16]
    return Notice(
        level="warning", rule=rule, file=shown, line=line, column=1, title=rule, message=said, fingerprint=digest
    )
