"""The file of accepted drift: changes that somebody has looked at and lets pass, with a reason and a last day."""

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
_LONGEST = 200

_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TEXT: JsonObject = {"type": "string", "pattern": r"\S", "remedy": "write a text"}
_FIELDS: JsonObject = {
    "fingerprint": {
        "type": "string",
        "pattern": "^[0-9a-f]{16}$",
        "remedy": "copy the 16 hex digits from the drift report, in quotes",
    },
    "what": {**_TEXT, "remedy": "say in one line what changed; the drift report has the line"},
    "reason": {**_TEXT, "remedy": "say why it may pass"},
    "until": {"type": "string", "pattern": _DAY, "remedy": "write the last day on which it may pass as 'YYYY-MM-DD'"},
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
        fingerprint: Of the change that may pass.
        what: What changed, for those who read the file.
        reason: Why it may pass.
        until: The last day on which it may.
        place: Where the entry stands.
    """

    fingerprint: str
    what: str
    reason: str
    until: date
    place: Place


@frozen(kw_only=True)
class AcceptedChange:
    """A change that may pass, and the entry that says so."""

    change: Change
    entry: AcceptedEntry


@frozen(kw_only=True)
class Applied:
    """Changes, parted by what the file says of them.

    Attributes:
        open: Those that it does not let pass, in their order.
        accepted: Those that it lets pass, in their order.
        expired: Entries whose last day is over: they hide nothing any more.
        stale: Entries that fit no change any more, their day not over.
    """

    open: tuple[Change, ...]
    accepted: tuple[AcceptedChange, ...]
    expired: tuple[AcceptedEntry, ...]
    stale: tuple[AcceptedEntry, ...]


def load_accepted(path: Path) -> tuple[AcceptedEntry, ...]:
    """Read a file of accepted drift.

    Raises:
        SpecError: There is no such file, or the first thing that is wrong with it.
    """
    document = load(path)
    found = lint_accepted(document)
    if found:
        raise found[0]
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
    """Return what is wrong with a file of accepted drift, in the order of the file."""
    from scripts.oas.file_check import schema_errors

    return schema_errors(document, _SCHEMA) or [*_days(document), *_twice(document)]


def _entries(document: Document) -> list[dict[str, str]]:
    """Return the entries of a file that fits the schema."""
    return cast("list[dict[str, str]]", document.root["accepted"])


def _place(document: Document, number: int) -> Place:
    at = format_pointer(["accepted", number])
    line, column = document.position(at)
    return Place(file=str(document.path), line=line, column=column, pointer=at)


def _days(document: Document) -> Iterator[SpecError]:
    for number, entry in enumerate(_entries(document)):
        try:
            date.fromisoformat(entry["until"])
        except ValueError:
            place = format_pointer(["accepted", number, "until"])
            yield document.error(place, f"{entry['until']} is no day", "write the last day on which it may pass")


def _twice(document: Document) -> Iterator[SpecError]:
    seen: dict[str, int] = {}
    for number, entry in enumerate(_entries(document)):
        first = seen.setdefault(entry["fingerprint"], number)
        if first != number:
            what = f"the fingerprint {entry['fingerprint']} also stands at {format_pointer(['accepted', first])}"
            yield document.error(format_pointer(["accepted", number, "fingerprint"]), what, "keep one of the two")


def apply_accepted(changes: Iterable[Change], entries: Iterable[AcceptedEntry], today: date) -> Applied:
    """Part changes by what the entries say of them.

    Args:
        changes: All changes that were found, those of prose too: an entry for one that is missing here seems stale.
        entries: The entries of the file.
        today: An entry holds on its last day, and no longer.
    """
    changes, entries = tuple(changes), tuple(entries)
    holding = {entry.fingerprint: entry for entry in entries if entry.until >= today}
    found = {change.fingerprint for change in changes}
    return Applied(
        open=tuple(change for change in changes if change.fingerprint not in holding),
        accepted=tuple(
            AcceptedChange(change=change, entry=holding[change.fingerprint])
            for change in changes
            if change.fingerprint in holding
        ),
        expired=tuple(entry for entry in entries if entry.until < today),
        stale=tuple(entry for entry in holding.values() if entry.fingerprint not in found),
    )


def told(change: Change) -> str:
    """Return what changed, in one line that names the subject once."""
    return change.message if change.subject in change.message else f"{change.subject}: {change.message}"


def entry_for(change: Change, reason: str, until: date) -> str:
    """Return the lines to paste under ``accepted:`` to let a change pass."""
    what = scalar(printable(told(change), longest=_LONGEST))
    return (
        f"- fingerprint: '{change.fingerprint}'\n"
        f"  what: {what}\n"
        f"  reason: {scalar(printable(reason))}\n"
        f"  until: '{until.isoformat()}'\n"
    )
