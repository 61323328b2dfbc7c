"""Render the report as Markdown, for a pull request or an issue."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.drift.change import Client
from scripts.drift.report import entries as gathered
from scripts.drift.report import escape_markdown, texts
from scripts.drift.report.names import Names
from scripts.drift.report.terminal import MAX_CONTRADICTIONS, safe_lines
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import Template

    from scripts.drift.report.records import Report

# GitHub accepts issues of 65,536 characters; the rest is for the text around the report and for the fingerprints.
LIMIT = 60_000
# A blank and 16 hex digits.
_FINGERPRINT = 17
_MAX_FINGERPRINTS = 1_000
_MAX_VALUE = 300
_REST = ("unexplained", "corrections", "samples", "contradictions", "accepted", "expired", "stale")


class Markdown(str):
    """Text that is Markdown already; any other text in a template is escaped."""

    __slots__ = ()


def render(report: Report, *, limit: int | None = None) -> str:
    """Return the report in at most ``limit`` bytes of UTF-8 (None: as an issue accepts it with its fingerprints).

    Parts that do not fit are counted in a line of their own.
    """
    head = _render("head", report=report)
    tail = _render("next", steps=texts.next_steps(report))
    if limit is None:
        limit = LIMIT - _FINGERPRINT * min(len(report.changes), _MAX_FINGERPRINTS)
    # 300 for the line that counts what is left out.
    room = limit - _size(head) - _size(tail) - 300
    kept: list[str] = []
    omitted = 0
    for part in filter(None, [*_changes(report), *_rest(report)]):
        room -= _size(part)
        # Nothing follows the first part that does not fit: the parts are in order of harm, and no reader expects a gap.
        if room < 0 or omitted:
            omitted += 1
        else:
            kept.append(part)
    if omitted:
        count = texts.counted(omitted, "part")
        kept.append(f"**{count} of this report left out here: too long.** `make drift` shows all.\n\n")
    return "".join([head, *kept, tail]).rstrip("\n") + "\n"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _changes(report: Report) -> Iterator[str]:
    level, names = None, Names()
    for number, entry in enumerate(gathered.entries(report), 1):
        change = entry.change
        lines, omitted = names.lines(number, entry.symbols)
        yield _render(
            "change",
            number=number,
            change=change,
            heading=None if entry.level is level else gathered.HEADINGS[entry.level],
            breaking=entry.level is Client.BREAKING,
            place=texts.location(texts.place_of(change)),
            values=[
                f"{mark} {printable(texts.compact_json(value), max_length=_MAX_VALUE)}"
                for mark, value in (("-", change.before), ("+", change.after))
                if value is not None
            ],
            lines=lines,
            omitted=omitted,
            states=entry.overlay,
        )
        level = entry.level


def _rest(report: Report) -> Iterator[str]:
    lines, omitted = Names().lines(0, gathered.unexplained_symbols(report))
    other_states = gathered.other_overlay(report)
    for block in _REST:
        yield _render(block, report=report, lines=lines, omitted=omitted, other_states=other_states)


def _render(block: str, **variables: Any) -> str:
    template = _template()
    return "".join(template.blocks[block](template.new_context(variables)))


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_escaped,  # not `autoescape`, which escapes HTML and leaves links, mentions and emphasis alive
    )
    environment.filters |= {
        "block": lambda lines, language: _joined(escape_markdown.block(lines, language)),
        "code": lambda text, max_length=400: Markdown(escape_markdown.code(text, max_length=max_length)),
        "codes": lambda names: Markdown(", ".join(escape_markdown.code(name, max_length=200) for name in names)),
        "in_html": lambda text: Markdown(escape_markdown.in_html(text)),
        "paste": lambda text, indent="": _joined(escape_markdown.block(safe_lines(text), "yaml", indent=indent)),
        "prose": lambda text, max_length=400: Markdown(escape_markdown.prose(text, max_length=max_length)),
        "text": lambda text, max_length: Markdown(escape_markdown.plain(text, max_length=max_length)),
    }
    functions = (
        gathered.invalid_samples,
        gathered.overlay_summary,
        gathered.sample_text,
        gathered.samples_summary,
        texts.acceptance_entry,
        texts.display_path,
        texts.location,
        texts.opening,
        texts.reach_lines,
        texts.sample_file,
        texts.state_text,
        texts.title,
    )
    environment.globals |= {function.__name__: function for function in functions}
    environment.globals["max_contradictions"] = MAX_CONTRADICTIONS
    return environment.get_template("report.md.jinja")


def _escaped(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markdown):
        return escape_markdown.plain(value)
    return value


def _joined(lines: Iterable[str]) -> Markdown:
    return Markdown("\n".join(lines))
