"""Read accepted-drift.yaml: changes that a maintainer accepts, with a reason and a last day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from attrs import frozen

from scripts.drift.change import Place
from scripts.oas.load import load
from scripts.oas.pointers import format_pointer
from scripts.oas.problems import printable
from scripts.oas.yaml_writer import scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from scripts.drift.change import Change
    from scripts.oas.document import Document, JsonObject
    from scripts.oas.problems import SpecError

NAME = "accepted-drift.yaml"
_MAX_LENGTH = 200

# date.fromisoformat() also reads `20261231` and `2026-W53-4`, which people would misread.
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TEXT: JsonObject = {"type": "string", "pattern": r"\S", "remedy": "write a text"}
_FIELDS: JsonObject = {
    "fingerprint": {
        "type": "string",
        "pattern": "^[0-9a-f]{16}$",
        "remedy": "copy the 16 hex digits from the drift report, in quotes",
    },
    "what": {**_TEXT, "remedy": "write in one line what changed; the drift report has the line"},
    "reason": {**_TEXT, "remedy": "write why it is accepted"},
    "until": {
        "type": "string",
        "pattern": _DAY,
        "remedy": "write the last day on which it is accepted as 'YYYY-MM-DD'",
    },
}
_SCHEMA: JsonObject = {
    "type": "object",
    "properties": {
        "accepted": {
            "type": "array",
            "remedy": "write a list, or remove the file",
            "items": {
                "type": "object",
                "remedy": "write fingerprint, what, reason and until",
                "properties": _FIELDS,
                "required": [*_FIELDS],
                "additionalProperties": False,
            },
        }
    },
    "required": ["accepted"],
    "additionalProperties": False,
}


@frozen(kw_only=True)
class AcceptedEntry:
    """One entry of the file.

    Attributes:
        fingerprint: Fingerprint of the accepted change.
        what: What changed, for readers of the file.
        reason: Why it is accepted.
        until: The last day on which it is accepted.
        place: The place of the entry.
    """

    fingerprint: str
    what: str
    reason: str
    until: date
    place: Place


@frozen(kw_only=True)
class AcceptedChange:
    """An accepted change and its entry."""

    change: Change
    entry: AcceptedEntry


@frozen(kw_only=True)
class Sorted:
    """The changes and entries of a run, sorted by acceptance.

    Attributes:
        open: The changes that are not accepted, in their order.
        accepted: The accepted changes, in their order.
        expired: Entries whose last day is over: their changes are open.
        stale: Entries without a change, whose last day is not over.
    """

    open: tuple[Change, ...]
    accepted: tuple[AcceptedChange, ...]
    expired: tuple[AcceptedEntry, ...]
    stale: tuple[AcceptedEntry, ...]


def load_accepted(path: Path) -> tuple[AcceptedEntry, ...]:
    """Read a file of accepted drift.

    Raises:
        SpecError: The file is missing or wrong; the first problem is raised.
    """
    document = load(path)
    problems = lint_accepted(document)
    if problems:
        raise problems[0]
    return tuple(
        AcceptedEntry(
            fingerprint=entry["fingerprint"],
            what=entry["what"],
            reason=entry["reason"],
            until=date.fromisoformat(entry["until"]),
            place=_place(document, number),
        )
        for number, entry in enumerate(_entries(document))
    )


def lint_accepted(document: Document) -> list[SpecError]:
    """Return the problems of a file of accepted drift, in the order of the file."""
    from scripts.oas.file_check import schema_errors

    return schema_errors(document, _SCHEMA) or [*_check_dates(document), *_check_duplicates(document)]


def _entries(document: Document) -> list[dict[str, str]]:
    """Return the entries of a file that is valid for the schema."""
    return cast("list[dict[str, str]]", document.root["accepted"])


def _place(document: Document, number: int) -> Place:
    at = format_pointer(["accepted", number])
    line, column = document.position(at)
    return Place(file=str(document.path), line=line, column=column, pointer=at)


def _check_dates(document: Document) -> Iterator[SpecError]:
    for number, entry in enumerate(_entries(document)):
        try:
            date.fromisoformat(entry["until"])
        except ValueError:
            place = format_pointer(["accepted", number, "until"])
            yield document.error(place, f"{entry['until']} is not a date", "write the last day on which it is accepted")


def _check_duplicates(document: Document) -> Iterator[SpecError]:
    seen: dict[str, int] = {}
    for number, entry in enumerate(_entries(document)):
        first = seen.setdefault(entry["fingerprint"], number)
        if first != number:
            what = f"the fingerprint {entry['fingerprint']} is also at {format_pointer(['accepted', first])}"
            yield document.error(format_pointer(["accepted", number, "fingerprint"]), what, "keep one of the two")


def apply_accepted(changes: Iterable[Change], entries: Iterable[AcceptedEntry], today: date) -> Sorted:
    """Sort changes by the entries that accept them.

    Args:
        changes: All changes, those of prose too: an entry for a missing one would seem stale.
        entries: The entries of the file.
        today: An entry is valid up to and including its last day.
    """
    changes, entries = tuple(changes), tuple(entries)
    valid = {entry.fingerprint: entry for entry in entries if entry.until >= today}
    fingerprints = {change.fingerprint for change in changes}
    return Sorted(
        open=tuple(change for change in changes if change.fingerprint not in valid),
        accepted=tuple(
            AcceptedChange(change=change, entry=valid[change.fingerprint])
            for change in changes
            if change.fingerprint in valid
        ),
        expired=tuple(entry for entry in entries if entry.until < today),
        stale=tuple(entry for entry in valid.values() if entry.fingerprint not in fingerprints),
    )


def title_of(change: Change) -> str:
    """Return a change in one line that names its subject once."""
    return change.message if change.subject in change.message else f"{change.subject}: {change.message}"


def entry_for(change: Change, reason: str, until: date) -> str:
    """Return the lines to paste under ``accepted:`` to accept a change."""
    what = scalar(printable(title_of(change), max_length=_MAX_LENGTH))
    return (
        f"- fingerprint: '{change.fingerprint}'\n"
        f"  what: {what}\n"
        f"  reason: {scalar(printable(reason))}\n"
        f"  until: '{until.isoformat()}'\n"
    )
