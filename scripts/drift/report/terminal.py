"""The report for a terminal: what a careful reviewer would write beneath the change."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING, TextIO

from attrs import frozen

from scripts.drift.change import Client
from scripts.drift.report import words
from scripts.drift.report.entry import (
    HEADINGS,
    entries,
    odd_samples,
    other_overlay,
    overlay_summary,
    samples_summary,
    unexplained,
)
from scripts.drift.report.names import Names
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scripts.drift.accepted import AcceptedEntry
    from scripts.drift.client import Symbol
    from scripts.drift.overlay.state import OverlayState
    from scripts.drift.report.entry import Entry
    from scripts.drift.report.records import Report

NARROW, WIDE = 80, 120
_VALUE = 300
_MOST_LINES = 60
_LONGEST_LINE = 4_000
_MOST_LETTERS = 6_000
# In the forms that people read.
MOST_CONTRADICTIONS = 20
_COLOURS = {Client.BREAKING: "31", Client.COMPATIBLE: "33", Client.DOCS: "2", Client.NONE: "2"}


def render(report: Report, *, width: int = 100, colour: bool = False, steps: bool = True) -> str:
    """Return the report, wrapped at ``width`` columns (80 to 120); names and suggestions are never broken.

    Args:
        report: What was found.
        width: Columns.
        colour: Whether the text has colours.
        steps: Whether it ends with what to do next.
    """
    page = Page(width=min(max(width, NARROW), WIDE), colour=colour)
    lines = [*_head(report, page), *_changes(report, page), *_rest(report, page)]
    lines += _next(report, page) if steps else []
    return "\n".join(_no_command(line) for line in lines).rstrip("\n") + "\n"


def render_for(report: Report, stream: TextIO, environment: Mapping[str, str]) -> str:
    """Return the report for a stream: as wide as the terminal, coloured only there and where NO_COLOR is not set."""
    live = stream.isatty()
    colour = live and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
    return render(report, width=shutil.get_terminal_size().columns if live else 100, colour=colour)


@frozen(kw_only=True)
class Page:
    """How lines are laid out."""

    width: int
    colour: bool

    def text(self, said: str, indent: int = 0, *, hang: int = 0, longest: int = 1_000) -> list[str]:
        """Wrap a sentence; lines after the first stand ``hang`` further in."""
        return textwrap.wrap(
            printable(said, longest=longest),
            self.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            break_long_words=False,
            break_on_hyphens=False,
        )

    def heading(self, said: str, code: str = "1") -> list[str]:
        """Return a heading with an empty line before it."""
        return ["", self.paint(said, code)]

    def paint(self, said: str, code: str) -> str:
        """Colour a text, where colours are wanted."""
        return f"\x1b[{code}m{said}\x1b[0m" if self.colour else said


def _no_command(line: str) -> str:
    """Keep a line from being read as a command to a CI runner, which looks for ``::`` and ``##[`` in its log."""
    bare = line.lstrip()
    if bare.startswith("::"):
        line = line.replace("::", "\\x3a:", 1)
    return line.replace("##[", "#\\x23[")


def _head(report: Report, page: Page) -> list[str]:
    worst = max((item.level for item in entries(report)), key=lambda item: item.weight, default=Client.NONE)
    lines = [page.paint(line, f"1;{_COLOURS[worst]}") for line in page.text(words.opening(report))]
    for label, side in (("base    ", report.base), ("revision", report.revision)):
        name = printable(words.shown_file(side.name), longest=200)
        about = printable(f"OpenAPI {side.openapi}, version {side.version}, sha256 {side.sha256[:12]}", longest=120)
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
    lines = page.text(f"{number}. {words.title(change)}", hang=3)
    lines[0] = page.paint(lines[0], "1") if lines else ""
    place = words.where(words.place_of(change))
    lines += page.text(f"{place}  {change.node}".strip(), 3, longest=_VALUE)
    for mark, code, said in (("-", "31", change.before), ("+", "32", change.after)):
        if said is not None:
            values = page.text(f"{mark} {words.value(said)}", 3, hang=2, longest=_VALUE)
            lines += [page.paint(line, code) for line in values]
    for sentence in words.reach_sentences(change):
        lines += page.text(sentence, 3, hang=2)
    lines += _symbols(number, entry.symbols, page, names)
    for state in entry.overlay:
        lines += _overlay(state, page)
    return [*lines, f"   to accept it: {change.fingerprint} ({printable(change.kind)})"]


def _symbols(number: int, symbols: Iterable[Symbol], page: Page, names: Names) -> list[str]:
    lines: list[str] = []
    found, left_out = names.lines(number, symbols)
    for line in found:
        types = "" if line.old is None and line.new is None else f": {line.old or 'nothing'} -> {line.new or 'nothing'}"
        see = "" if line.number is None else f" (see {line.number})"
        lines += page.text(f"{line.what}: {', '.join(line.names)}{types}{see}", 3, hang=2)
        lines += page.text(line.message, 5, hang=2) if line.message else []
    return lines + ([f"   and {left_out} more names; the JSON form has them all"] if left_out else [])


def _overlay(state: OverlayState, page: Page) -> list[str]:
    lines = page.text(f"in spec/: {words.state_words(state)}: {state.message}", 3, hang=2)
    if state.suggestion:
        lines += ["   " + "  " + line for line in safe_lines(state.suggestion)]
    return lines


def safe_lines(text: str) -> list[str]:
    """Return the lines of a text to paste, each fit for a terminal.

    What is too long is left out but for its remark: a part of it would be pasted as if it were all.
    """
    lines = [printable(line, longest=_LONGEST_LINE) for line in text.strip("\n").split("\n")]
    if len(lines) <= _MOST_LINES and sum(map(len, lines)) <= _MOST_LETTERS:
        return lines
    remark = [line for line in lines[:1] if line.startswith("#")]
    return [*remark, f"# {words.count(len(lines), 'line')}, too long to be shown here: the JSON form has them"]


def _rest(report: Report, page: Page) -> list[str]:
    lines: list[str] = []
    if found := unexplained(report):
        lines += [*page.heading("Breaks, with no change that explains it"), *_symbols(0, found, page, Names())]
    states, same = other_overlay(report), overlay_summary(report)
    if states or same:
        lines += page.heading("Our corrections")
        lines += [line for state in states for line in _overlay(state, page)]
        lines += [f"   {same}"] if same else []
    if report.samples:
        lines += [*page.heading("Recorded payloads"), *page.text(samples_summary(report), 3)]
    for sample in odd_samples(report):
        said = "no longer fits" if sample.before else "did not fit before either"
        why = "; ".join(sample.breaches[:3])
        lines += page.text(f"{words.sample_file(report, sample.file)}: {said}{': ' + why if why else ''}", 3, hang=2)
    return [*lines, *_contradictions(report, page), *_accepted(report, page)]


def _contradictions(report: Report, page: Page) -> list[str]:
    lines = page.heading("The revision contradicts itself") if report.contradictions else []
    for item in report.contradictions[:MOST_CONTRADICTIONS]:
        said = f"{words.where(item.place)}  {item.place.pointer}: {item.message}"
        lines += page.text(said, 3, hang=2)
    more = len(report.contradictions) - MOST_CONTRADICTIONS
    return lines + ([f"   and {more} more; the JSON form has them all"] if more > 0 else [])


def _accepted(report: Report, page: Page) -> list[str]:
    lines = page.heading("Accepted") if report.accepted else []
    for item in report.accepted:
        said = f"{words.title(item.change)}: {item.entry.reason} (until {item.entry.until})"
        lines += page.text(said, 3, hang=2)
    lines += _old("Accepted until a day that is over", report.expired, page)
    return lines + _old("Accepted, and there is no such change any more", report.stale, page)


def _old(title: str, found: tuple[AcceptedEntry, ...], page: Page) -> list[str]:
    lines = page.heading(title) if found else []
    for entry in found:
        said = f"{words.where(entry.place)}: {entry.fingerprint}, {entry.what} (until {entry.until}): {entry.reason}"
        lines += page.text(said, 3, hang=2)
    return lines


def _next(report: Report, page: Page) -> list[str]:
    steps = words.next_steps(report, paths=True)
    lines = page.heading("Next:") if steps else []
    return lines + [line for step in steps for line in page.text(f"- {step}", 2, hang=2)]
