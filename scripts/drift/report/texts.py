"""Texts for the contents of a report. They may quote the documents: each form of output escapes them."""

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
_MAX_OPERATIONS = 3
# Credentials and the query are cut off: both may hold a key, and issues are public.
_URL = re.compile(r"^(https?://)(?:[^/?#@]*@)?([^?#]*)")
_DIRECTIONS = {Direction.REQUEST: "we send", Direction.RESPONSE: "we read"}


def opening(report: Report) -> str:
    """Return the headline, with the provider's name before it."""
    if report.provider is None:
        return headline(report)
    return f"{report.provider}: {headline(report)}"


def headline(report: Report) -> str:
    """Return the report in one line."""
    counts = dict.fromkeys(Client, 0)
    for change in report.changes:
        counts[level(change)] += 1
    prose = max(report.docs, counts[Client.DOCS])
    phrases = [
        (counts[Client.BREAKING], "breaks callers", "break callers"),
        (counts[Client.COMPATIBLE], "is worth vendoring", "are worth vendoring"),
        (counts[Client.NONE], "has no effect on us", "have no effect on us"),
        (prose, "is prose", "are prose"),
        (len(report.accepted), "is accepted", "are accepted"),
    ]
    parts = [counted(count, one, many) for count, one, many in phrases if count]
    if not parts:
        text = "Nothing changed."
    else:
        number, rest = parts[0].split(" ", 1)
        text = f"{counted(int(number), 'change')} {rest}"
        text = ", ".join([text, *_more(parts[1:])]) + "."
        if not report.changes or all(level(change) in {Client.DOCS, Client.NONE} for change in report.changes):
            text = f"Nothing that matters: {text}"
    if report.impact is not None and report.impact.refusal is not None:
        text = f"The generator refuses the revision. {text}"
    return text


def _more(parts: Sequence[str]) -> list[str]:
    """Write "3 more are ..." after another number."""
    return [re.sub(r"^(\d+) (is worth|are worth|has|have)\b", r"\1 more \2", part) for part in parts]


def display_path(name: str) -> str:
    """Return a file relative to the repository, or an address without credentials and query."""
    address = _URL.match(name)
    if address:
        return address[1] + address[2]
    path = Path(name)
    if not path.is_absolute():
        # An address may lack its scheme, and its query may hold a key.
        return path.as_posix().partition("?")[0]
    if path.is_relative_to(HOME):
        return path.relative_to(HOME).as_posix()
    return path.name


def next_steps(report: Report, *, paths: bool = False) -> tuple[str, ...]:
    """Return the next steps; files outside the repository by their name alone unless ``paths``."""
    from scripts.drift.report.advice import advice

    name = report.revision.name
    if not paths or _URL.match(name):
        report = evolve(report, revision=evolve(report.revision, name=display_path(name)))
    return advice(report)


def sample_file(report: Report, file: str) -> str:
    """Return the file of a recorded payload, in the folder of the base."""
    folder = display_path(report.base.name).rpartition("/")[0]
    if folder and file.startswith("samples/"):
        return f"{folder}/{file}"
    return display_path(file)


def in_repository(name: str) -> bool:
    """Whether a link into the repository can lead to a file."""
    path = Path(name)
    if path.is_absolute():
        return path.is_relative_to(HOME)
    return ".." not in path.parts and not _URL.match(name)


def location(place: Place | None) -> str:
    """Return ``file:line``, or nothing."""
    if place is not None:
        return f"{display_path(place.file)}:{place.line}"
    return ""


def place_of(change: Change) -> Place | None:
    """Return the place of a change in the base; of an addition, in the revision."""
    return change.base or change.revision


def compact_json(value: Json) -> str:
    """Return a value as compact JSON; text is not escaped."""
    return json.dumps(jsonable(value), ensure_ascii=False, sort_keys=True)


def jsonable(value: Json) -> Json:
    """Return a value that every JSON parser accepts: infinity and NaN, which YAML has, become text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(item) for item in value]
    return value


def verdict_text(verdict: Verdict) -> str:
    """Return ``wire widened, client breaking (read), likely``."""
    text = f"wire {verdict.wire}, client {verdict.client}"
    if verdict.breaks is not Breaks.NOTHING:
        text += f" ({verdict.breaks})"
    if verdict.confidence is not Confidence.PROVED:
        text += f", {verdict.confidence}"
    return text


def operations_text(operations: Iterable[str]) -> str:
    """Return the operations in one line: all of a few, else two and the number of others."""
    names = sorted(set(operations))
    if not any(names):
        return "the whole document"
    if len(names) <= _MAX_OPERATIONS:
        return ", ".join(name or "the whole document" for name in names)
    return f"{len(names)} operations: {names[0]}, {names[1]} and {len(names) - 2} more"


def title(change: Change) -> str:
    """Return a change in one line that names its subject once."""
    from scripts.drift.accepted import title_of

    return title_of(change)


def reach_lines(change: Change) -> list[tuple[str, str, str]]:
    """Return the reach as ``(operations, verdict, why)``, the most harmful first, equal verdicts together."""
    grouped: dict[tuple[Direction, Verdict], list[str]] = {}
    for item in change.reach:
        grouped.setdefault((item.use.direction, item.verdict), []).append(item.use.operation)
    ordered = sorted(
        grouped.items(),
        key=lambda pair: ([-part for part in pair[0][1].rank], pair[0][0], pair[0][1].why, sorted(pair[1])),
    )
    return [
        (_who(direction, operations), verdict_text(verdict), verdict.why)
        for (direction, verdict), operations in ordered
    ]


def reach_sentences(change: Change) -> list[str]:
    """Return the reach, one sentence for each verdict."""
    return [f"{who}: {'; '.join(filter(None, (verdict, why)))}" for who, verdict, why in reach_lines(change)]


def _who(direction: Direction, operations: list[str]) -> str:
    text = operations_text(operations)
    if text == "the whole document":
        return text
    return f"{_DIRECTIONS[direction]}, {text}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return ``1 sample``, ``2 samples``."""
    if number == 1:
        return f"1 {one}"
    return f"{number} {many or one + 's'}"


def state_text(state: OverlayState) -> str:
    """Return a state; of a correction, with its index and line in the overlay."""
    if state.action is None:
        return state.state
    if state.line is None:
        return f"overlay action {state.action}, {state.state}"
    return f"overlay action {state.action} (line {state.line}), {state.state}"


def acceptance_entry(change: Change) -> str:
    """Return the entry that accepts a change, with placeholders for its reason and its last day."""
    from scripts.drift.accepted import entry_for

    return entry_for(change, "WHY IT IS ACCEPTED", date.max).replace(date.max.isoformat(), "YYYY-MM-DD")


def one_line(text: str) -> str:
    """Return a text of several lines as one."""
    return "; ".join(filter(None, (line.strip() for line in text.splitlines())))
