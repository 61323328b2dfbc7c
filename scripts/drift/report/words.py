"""Plain words for what a report holds. The texts still hold what the documents said: each form escapes them."""

from __future__ import annotations

import json
import math
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from scripts.drift.change import Breaks, Client, Confidence, Direction
from scripts.drift.report.records import level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scripts.drift.change import Change, Place, Verdict
    from scripts.drift.overlay.state import OverlayState
    from scripts.drift.report.records import Report
    from scripts.oas.document import Json

HOME = Path(__file__).resolve().parents[3]
_NAMED = 3
_URL = re.compile(r"^(https?://)(?:[^/?#@]*@)?([^?#]*)")
_DIRECTIONS = {Direction.REQUEST: "we send", Direction.RESPONSE: "we read"}


def opening(report: Report) -> str:
    """Return the headline, with the provider's name before it."""
    return headline(report) if report.provider is None else f"{report.provider}: {headline(report)}"


def headline(report: Report) -> str:
    """Return the one line that says what the report means."""
    counts = dict.fromkeys(Client, 0)
    for change in report.changes:
        counts[level(change)] += 1
    prose = max(report.docs, counts[Client.DOCS])
    said = [
        (counts[Client.BREAKING], "breaks callers", "break callers"),
        (counts[Client.COMPATIBLE], "is worth vendoring", "are worth vendoring"),
        (counts[Client.NONE], "means nothing to us", "mean nothing to us"),
        (prose, "is prose", "are prose"),
        (len(report.accepted), "is accepted", "are accepted"),
    ]
    parts = [f"{count} {one if count == 1 else many}" for count, one, many in said if count]
    if not parts:
        text = "Nothing changed."
    else:
        number, rest = parts[0].split(" ", 1)
        text = f"{number} {'change' if number == '1' else 'changes'} {rest}"
        text = ", ".join([text, *_more(parts[1:])]) + "."
        if not report.changes or all(level(change) in {Client.DOCS, Client.NONE} for change in report.changes):
            text = f"Nothing that matters: {text}"
    if report.impact is not None and report.impact.refusal is not None:
        text = f"The generator refuses the revision. {text}"
    return text


def _more(parts: Sequence[str]) -> list[str]:
    """Say "3 more are ..." where a number was counted before."""
    return [re.sub(r"^(\d+) (is worth|are worth|means?)\b", r"\1 more \2", part) for part in parts]


def shown_file(name: str) -> str:
    """Return a file as the repository knows it, an address without what may be secret in it."""
    address = _URL.match(name)
    if address:
        return address[1] + address[2]
    path = Path(name)
    if not path.is_absolute():
        # An address may come without its scheme; what stands behind the question mark may be a key.
        return path.as_posix().partition("?")[0]
    return path.relative_to(HOME).as_posix() if path.is_relative_to(HOME) else path.name


def next_steps(report: Report, *, paths: bool = False) -> tuple[str, ...]:
    """Return what to do next; files outside the repository by their name alone unless ``paths``."""
    from scripts.drift.report.advice import advice

    name = report.revision.name
    kept = paths and not _URL.match(name)
    return advice(report if kept else evolve(report, revision=evolve(report.revision, name=shown_file(name))))


def sample_file(report: Report, file: str) -> str:
    """Return a recorded payload's file: it is told below the folder of the base."""
    folder = shown_file(report.base.name).rpartition("/")[0]
    return f"{folder}/{file}" if folder and file.startswith("samples/") else shown_file(file)


def in_repository(name: str) -> bool:
    """Whether a link into the repository can lead to a file of that name."""
    path = Path(name)
    inside = path.is_relative_to(HOME) if path.is_absolute() else ".." not in path.parts
    return inside and not _URL.match(name)


def where(place: Place | None) -> str:
    """Return ``file:line``, or nothing."""
    return f"{shown_file(place.file)}:{place.line}" if place is not None else ""


def place_of(change: Change) -> Place | None:
    """Return where to look first: in the base; for what is new, in the revision."""
    return change.base or change.revision


def value(said: Json) -> str:
    """Return a value as compact JSON; texts stay readable."""
    return json.dumps(plain(said), ensure_ascii=False, sort_keys=True)


def plain(said: Json) -> Json:
    """Return a value that every JSON reader takes: numbers without a JSON form become text."""
    if isinstance(said, float) and not math.isfinite(said):
        return str(said)
    if isinstance(said, dict):
        return {str(key): plain(item) for key, item in said.items()}
    if isinstance(said, list | tuple):
        return [plain(item) for item in said]
    return said


def verdict_words(verdict: Verdict) -> str:
    """Return ``wire widened, client breaking (read), likely``."""
    broken = "" if verdict.breaks is Breaks.NOTHING else f" ({verdict.breaks})"
    sure = "" if verdict.confidence is Confidence.PROVED else f", {verdict.confidence}"
    return f"wire {verdict.wire}, client {verdict.client}{broken}{sure}"


def operations_words(operations: Iterable[str]) -> str:
    """Return the operations in one line: all of a few, else two of them and how many more."""
    named = sorted(set(operations))
    if [*filter(None, named)] == []:
        return "the whole document"
    if len(named) <= _NAMED:
        return ", ".join(name or "the whole document" for name in named)
    return f"{len(named)} operations: {named[0]}, {named[1]} and {len(named) - 2} more"


def title(change: Change) -> str:
    """Return what changed, in one line that names the subject once."""
    from scripts.drift.accepted import told

    return told(change)


def reach_lines(change: Change) -> list[tuple[str, str, str]]:
    """Return whom a change reaches: ``(who, verdict, why)``, the most harmful first, equal verdicts together."""
    grouped: dict[tuple[Direction, Verdict], list[str]] = {}
    for item in change.reach:
        grouped.setdefault((item.use.direction, item.verdict), []).append(item.use.operation)
    ordered = sorted(
        grouped.items(),
        key=lambda pair: ([-part for part in pair[0][1].rank], pair[0][0], pair[0][1].why, sorted(pair[1])),
    )
    return [
        (_who(direction, operations), verdict_words(verdict), verdict.why)
        for (direction, verdict), operations in ordered
    ]


def reach_sentences(change: Change) -> list[str]:
    """Return whom a change reaches, one sentence for each verdict."""
    return [f"{who}: {verdict}{'; ' + why if why else ''}" for who, verdict, why in reach_lines(change)]


def _who(direction: Direction, operations: list[str]) -> str:
    words = operations_words(operations)
    return words if words == "the whole document" else f"{_DIRECTIONS[direction]}, {words}"


def count(number: int, one: str, many: str | None = None) -> str:
    """Return ``1 sample``, ``2 samples``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def state_words(state: OverlayState) -> str:
    """Return what becomes of a correction, with its number and line in the overlay."""
    if state.action is None:
        return state.state
    line = "" if state.line is None else f" (line {state.line})"
    return f"overlay action {state.action}{line}, {state.state}"


def acceptance(change: Change) -> str:
    """Return the entry to paste that lets a change pass; its reason and its last day are left to be written."""
    from scripts.drift.accepted import entry_for

    return entry_for(change, "WHY IT MAY PASS", date.max).replace(date.max.isoformat(), "YYYY-MM-DD")


def one_line(text: str) -> str:
    """Return a text of several lines as one."""
    return "; ".join(filter(None, (line.strip() for line in text.splitlines())))
