"""The report as Markdown, for a pull request or an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from scripts.drift.report.escape_markdown import block, code, in_html, plain, prose
from scripts.drift.report.names import Names
from scripts.drift.report.terminal import MOST_CONTRADICTIONS, safe_lines
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.drift.accepted import AcceptedEntry
    from scripts.drift.client import Symbol
    from scripts.drift.overlay.state import OverlayState
    from scripts.drift.report.entry import Entry
    from scripts.drift.report.records import Report

# An issue takes 65,536 characters; the rest is for what is put around the report, a word for each change among it.
LIMIT = 60_000
_WORD = 17
_MOST_WORDS = 1_000
_VALUE = 300
_MOST_BREACHES = 3


def render(report: Report, *, limit: int | None = None) -> str:
    """Return the report in at most ``limit`` bytes of UTF-8 (None: so that an issue can take it and its fingerprints).

    What has no room is counted in a line of its own.
    """
    head, tail = _head(report), _next(report)
    blocks = [*_changes(report), *_rest(report)]
    most = LIMIT - _WORD * min(len(report.changes), _MOST_WORDS) if limit is None else limit
    room = most - _size([*head, *tail]) - 300
    kept: list[str] = []
    left_out = 0
    for item in blocks:
        room -= _size(item)
        if room < 0 or left_out:
            left_out += 1
        else:
            kept += item
    cut = [f"**{words.count(left_out, 'part')} of this report left out here: too long.** `make drift` shows all.", ""]
    return "\n".join([*head, *kept, *(cut if left_out else []), *tail]).rstrip("\n") + "\n"


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode("utf-8", "replace")) + 1 for line in lines)


def _head(report: Report) -> list[str]:
    lines = [f"**{plain(words.opening(report))}**", ""]
    for label, side in (("Base", report.base), ("Revision", report.revision)):
        name = code(words.shown_file(side.name), longest=200)
        about = plain(f"OpenAPI {side.openapi}, version {side.version}", longest=120)
        lines.append(f"- {label}: {name} ({about}, sha256 `{printable(side.sha256[:12])}`)")
    if report.impact is not None and report.impact.refusal is not None:
        lines.append(f"- The generator's reason: {plain(report.impact.refusal)}")
    return [*lines, ""]


def _changes(report: Report) -> list[list[str]]:
    found: list[list[str]] = []
    last, names = None, Names()
    for number, entry in enumerate(entries(report), 1):
        lines = [] if entry.level is last else [f"### {HEADINGS[entry.level]}", ""]
        last = entry.level
        found.append(lines + _entry(number, entry, names))
    return found


def _entry(number: int, entry: Entry, names: Names) -> list[str]:
    change = entry.change
    opened = " open" if entry.level is Client.BREAKING else ""
    title = f"{number}. {in_html(words.title(change))}"
    place = words.where(words.place_of(change))
    lines = [f"<details{opened}><summary>{title}</summary>", ""]
    lines.append(f"{code(place)}, {code(change.node)}" if place else code(change.node))
    values = [
        f"{mark} {printable(words.value(said), longest=_VALUE)}"
        for mark, said in (("-", change.before), ("+", change.after))
        if said is not None
    ]
    lines += ["", *block(values, "diff")] if values else []
    lines.append("")
    for who, verdict, why in words.reach_lines(change):
        lines.append(f"- {plain(who)}: **{plain(verdict)}**{'; ' + plain(why) if why else ''}")
    lines += _symbols(number, entry.symbols, names)
    for state in entry.overlay:
        lines += _overlay(state)
    entry_to_paste = block(safe_lines(words.acceptance(change)), "yaml")
    accept = f"To let it pass for now ({code(change.kind)}), paste into {code('accepted-drift.yaml')}:"
    return [*lines, "", accept, "", *entry_to_paste, "", "</details>", ""]


def _symbols(number: int, symbols: Iterable[Symbol], names: Names) -> list[str]:
    lines: list[str] = []
    found, left_out = names.lines(number, symbols)
    for line in found:
        types = ""
        if line.old is not None or line.new is not None:
            types = f": {code(line.old or 'nothing', longest=200)} → {code(line.new or 'nothing', longest=200)}"
        see = "" if line.number is None else f" (see {line.number})"
        message = f"; {plain(line.message)}" if line.message else ""
        named = ", ".join(code(name, longest=200) for name in line.names)
        lines.append(f"- {plain(line.what)}: {named}{types}{see}{message}")
    return lines + ([f"- and {left_out} more names; the JSON form has them all"] if left_out else [])


def _overlay(state: OverlayState) -> list[str]:
    lines = [f"- in spec/: **{plain(words.state_words(state))}**: {prose(state.message)}"]
    if state.suggestion:
        lines += ["", *block(safe_lines(state.suggestion), "yaml", indent="  "), ""]
    return lines


def _section(title: str, lines: list[str]) -> list[list[str]]:
    return [[f"### {title}", "", *lines, ""]] if lines else []


def _rest(report: Report) -> list[list[str]]:
    overlay = [line for state in other_overlay(report) for line in _overlay(state)]
    same, summary = overlay_summary(report), samples_summary(report)
    samples = [f"- {summary}"] if summary else []
    for sample in odd_samples(report):
        said = "no longer fits" if sample.before else "did not fit before either"
        why = "; ".join(sample.breaches[:_MOST_BREACHES])
        samples.append(f"- {code(words.sample_file(report, sample.file))} {said}{': ' + plain(why) if why else ''}")
    contradictions = [
        f"- {code(words.where(item.place))}, {code(item.place.pointer)}: {prose(item.message)}"
        for item in report.contradictions[:MOST_CONTRADICTIONS]
    ]
    if (more := len(report.contradictions) - MOST_CONTRADICTIONS) > 0:
        contradictions.append(f"- and {more} more; the JSON form has them all")
    accepted = [
        f"- {plain(words.title(item.change))}: {plain(item.entry.reason)} \\(until {item.entry.until}\\)"
        for item in report.accepted
    ]
    return [
        *_section("Breaks, with no change that explains it", _symbols(0, unexplained(report), Names())),
        *_section("Our corrections", [*overlay, *([f"- {same}"] if same else [])]),
        *_section("Recorded payloads", samples),
        *_section("The revision contradicts itself", contradictions),
        *_section("Accepted", accepted),
        *_section("Accepted until a day that is over", _old(report.expired)),
        *_section("Accepted, and there is no such change any more", _old(report.stale)),
    ]


def _old(found: tuple[AcceptedEntry, ...]) -> list[str]:
    return [
        f"- {code(words.where(entry.place))}: {code(entry.fingerprint)}, {plain(entry.what)} "
        f"\\(until {entry.until}\\): {plain(entry.reason)}"
        for entry in found
    ]


def _next(report: Report) -> list[str]:
    steps = words.next_steps(report)
    return (
        ["### Next", "", *(f"{number}. {prose(step, longest=1_000)}" for number, step in enumerate(steps, 1))]
        if steps
        else []
    )
