"""Render the report as plain text for a terminal."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING, TextIO

from attrs import frozen

from scripts.drift.change import Client
from scripts.drift.report import texts
from scripts.drift.report.entries import (
    HEADINGS,
    entries,
    invalid_samples,
    other_overlay,
    overlay_summary,
    sample_text,
    samples_summary,
    unexplained_symbols,
)
from scripts.drift.report.names import Names
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scripts.drift.accepted import AcceptedEntry
    from scripts.drift.client import Symbol
    from scripts.drift.overlay.state import OverlayState
    from scripts.drift.report.entries import Entry
    from scripts.drift.report.records import Report

MIN_WIDTH, MAX_WIDTH = 80, 120
_MAX_VALUE = 300
_MAX_LINES = 60
_MAX_LINE = 4_000
_MAX_CHARACTERS = 6_000
# The forms for people list that many; the JSON form has all.
MAX_CONTRADICTIONS = 20
_COLOURS = {Client.BREAKING: "31", Client.COMPATIBLE: "33", Client.DOCS: "2", Client.NONE: "2"}


def render(report: Report, *, width: int = 100, colour: bool = False, steps: bool = True) -> str:
    """Return the report, wrapped at ``width`` columns (80 to 120); names and suggestions are never broken.

    Args:
        report: The report.
        width: Columns.
        colour: Whether the text has colours.
        steps: Whether it ends with the next steps.
    """
    page = Page(width=min(max(width, MIN_WIDTH), MAX_WIDTH), colour=colour)
    lines = [*_head(report, page), *_changes(report, page), *_rest(report, page)]
    if steps:
        lines += _next(report, page)
    return "\n".join(_no_command(line) for line in lines).rstrip("\n") + "\n"


def render_for(report: Report, stream: TextIO, environment: Mapping[str, str]) -> str:
    """Return the report for a stream: as wide as the terminal, and coloured only there and without NO_COLOR."""
    is_terminal = stream.isatty()
    width = 100
    if is_terminal:
        width = shutil.get_terminal_size().columns
    # https://no-color.org
    colour = is_terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
    return render(report, width=width, colour=colour)


@frozen(kw_only=True)
class Page:
    """The layout of lines."""

    width: int
    colour: bool

    def text(self, text: str, indent: int = 0, *, hang: int = 0, max_length: int = 1_000) -> list[str]:
        """Wrap a sentence; lines after the first are indented by ``hang`` more."""
        return textwrap.wrap(
            printable(text, max_length=max_length),
            self.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            # Names and addresses are copied from here, so they stay in one piece.
            break_long_words=False,
            break_on_hyphens=False,
        )

    def heading(self, text: str, code: str = "1") -> list[str]:
        """Return a heading with an empty line before it."""
        return ["", self.paint(text, code)]

    def paint(self, text: str, code: str) -> str:
        """Colour a text, if the page has colours."""
        if self.colour:
            return f"\x1b[{code}m{text}\x1b[0m"
        return text


def _no_command(line: str) -> str:
    """Escape what a CI runner reads as a command in its log: https://docs.github.com/actions/reference/workflow-commands."""
    if line.lstrip().startswith("::"):
        line = line.replace("::", "\\x3a:", 1)
    # The older form of a command (`##[error]`), which runners still obey.
    return line.replace("##[", "#\\x23[")


def _head(report: Report, page: Page) -> list[str]:
    worst = max((item.level for item in entries(report)), key=lambda item: item.weight, default=Client.NONE)
    lines = [page.paint(line, f"1;{_COLOURS[worst]}") for line in page.text(texts.opening(report))]
    for label, document in (("base    ", report.base), ("revision", report.revision)):
        name = printable(texts.display_path(document.name), max_length=200)
        about = printable(
            f"OpenAPI {document.openapi}, version {document.version}, sha256 {document.sha256[:12]}", max_length=120
        )
        lines += [page.paint(line, "2") for line in page.text(f"{label}  {name} ({about})", hang=10)]
    if report.impact is not None and report.impact.refusal is not None:
        lines += ["", *page.text(f"The generator's reason: {report.impact.refusal}", hang=2)]
    return lines


def _changes(report: Report, page: Page) -> list[str]:
    lines: list[str] = []
    last, names = None, Names()
    for number, entry in enumerate(entries(report), 1):
        if entry.level is not last:
            lines += page.heading(HEADINGS[entry.level], f"1;{_COLOURS[entry.level]}")
            last = entry.level
        lines += ["", *_entry(number, entry, page, names)]
    return lines


def _entry(number: int, entry: Entry, page: Page, names: Names) -> list[str]:
    change = entry.change
    lines = page.text(f"{number}. {texts.title(change)}", hang=3)
    lines[:1] = [page.paint(line, "1") for line in lines[:1]] or [""]
    place = texts.location(texts.place_of(change))
    lines += page.text(f"{place}  {change.node}".strip(), 3, max_length=_MAX_VALUE)
    for mark, code, value in (("-", "31", change.before), ("+", "32", change.after)):
        if value is not None:
            values = page.text(f"{mark} {texts.compact_json(value)}", 3, hang=2, max_length=_MAX_VALUE)
            lines += [page.paint(line, code) for line in values]
    for sentence in texts.reach_sentences(change):
        lines += page.text(sentence, 3, hang=2)
    lines += _symbols(number, entry.symbols, page, names)
    for state in entry.overlay:
        lines += _overlay(state, page)
    return [*lines, f"   to accept it: {change.fingerprint} ({printable(change.kind)})"]


def _symbols(number: int, symbols: Iterable[Symbol], page: Page, names: Names) -> list[str]:
    lines: list[str] = []
    listed, omitted = names.lines(number, symbols)
    for line in listed:
        text = f"{line.what}: {', '.join(line.names)}"
        if line.old is not None or line.new is not None:
            text += f": {line.old or 'nothing'} -> {line.new or 'nothing'}"
        if line.number is not None:
            text += f" (see {line.number})"
        lines += page.text(text, 3, hang=2)
        if line.message:
            lines += page.text(line.message, 5, hang=2)
    if omitted:
        lines.append(f"   and {omitted} more names; the JSON form has them all")
    return lines


def _overlay(state: OverlayState, page: Page) -> list[str]:
    lines = page.text(f"in spec/: {texts.state_text(state)}: {state.message}", 3, hang=2)
    if state.suggestion:
        lines += ["   " + "  " + line for line in safe_lines(state.suggestion)]
    return lines


def safe_lines(text: str) -> list[str]:
    """Return the lines of a text to paste, each fit for a terminal.

    A text that is too long is left out but for its comment: somebody would paste a part of it as the whole.
    """
    lines = [printable(line, max_length=_MAX_LINE) for line in text.strip("\n").split("\n")]
    if len(lines) <= _MAX_LINES and sum(map(len, lines)) <= _MAX_CHARACTERS:
        return lines
    comment = [line for line in lines[:1] if line.startswith("#")]
    return [*comment, f"# {texts.counted(len(lines), 'line')}, too long to be shown here: the JSON form has them"]


def _rest(report: Report, page: Page) -> list[str]:
    lines: list[str] = []
    unexplained = unexplained_symbols(report)
    if unexplained:
        heading = page.heading("Breaks, with no change that explains it")
        lines += [*heading, *_symbols(0, unexplained, page, Names())]
    states, still_needed = other_overlay(report), overlay_summary(report)
    if states or still_needed:
        lines += page.heading("Our corrections")
        lines += [line for state in states for line in _overlay(state, page)]
        if still_needed:
            lines.append(f"   {still_needed}")
    if report.samples:
        lines += [*page.heading("Recorded payloads"), *page.text(samples_summary(report), 3)]
    for sample in invalid_samples(report):
        parts = [texts.sample_file(report, sample.file), sample_text(sample), "; ".join(sample.violations[:3])]
        lines += page.text(": ".join(filter(None, parts)), 3, hang=2)
    return [*lines, *_contradictions(report, page), *_accepted(report, page)]


def _contradictions(report: Report, page: Page) -> list[str]:
    lines: list[str] = []
    if report.contradictions:
        lines += page.heading("The revision contradicts itself")
    for item in report.contradictions[:MAX_CONTRADICTIONS]:
        text = f"{texts.location(item.place)}  {item.place.pointer}: {item.message}"
        lines += page.text(text, 3, hang=2)
    more = len(report.contradictions) - MAX_CONTRADICTIONS
    if more > 0:
        lines.append(f"   and {more} more; the JSON form has them all")
    return lines


def _accepted(report: Report, page: Page) -> list[str]:
    lines: list[str] = []
    if report.accepted:
        lines += page.heading("Accepted")
    for item in report.accepted:
        text = f"{texts.title(item.change)}: {item.entry.reason} (until {item.entry.until})"
        lines += page.text(text, 3, hang=2)
    lines += _accepted_entries("Accepted until a day that is over", report.expired, page)
    return lines + _accepted_entries("Accepted, but there is no such change any more", report.stale, page)


def _accepted_entries(title: str, accepted: tuple[AcceptedEntry, ...], page: Page) -> list[str]:
    if not accepted:
        return []
    lines = page.heading(title)
    for entry in accepted:
        text = f"{texts.location(entry.place)}: {entry.fingerprint}, {entry.what} (until {entry.until}): {entry.reason}"
        lines += page.text(text, 3, hang=2)
    return lines


def _next(report: Report, page: Page) -> list[str]:
    steps = texts.next_steps(report, paths=True)
    if not steps:
        return []
    return page.heading("Next:") + [line for step in steps for line in page.text(f"- {step}", 2, hang=2)]
