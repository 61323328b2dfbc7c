"""Print the report of ``videojobs contract``: tables on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from videojobs.cli.terminal import one_line
from videojobs.contract.report import Coverage, Group, Report

_STYLES = {"refused": "bold red", "coerced": "yellow", "kept": "green", "unread": "dim"}


def text_lines(report: Report) -> Iterator[str]:
    """Yield the report line by line, without colours."""
    yield summary(report)
    for operation, groups in groupby(report.groups, key=_operation):
        yield ""
        yield f"{operation}:"
        for group in groups:
            yield f"  {_place(group)}  {one_line(group.message)}"
            for line in _details(group):
                yield f"      {line}"
    if report.ungrouped:
        yield f"\n{report.ungrouped:,} more deviations of other kinds; there are too many kinds to list them"
    yield ""
    for one in report.coverage:
        line = f"received  {_statuses(one):<16} {one.provider}  {one.operation}  {one.method} {one.path}"
        if one.statuses and one.not_received:
            line += f"  (never {', '.join(one.not_received)})"
        yield line
    yield from _skipped_and_errors(report)


def summary(report: Report) -> str:
    """Return the result on one line."""
    if not report.responses:
        return "no response could be compared with a document; with --provider, responses of any host count"
    responses = f"{_count(report.responses, 'response')} of {', '.join(report.providers)}"
    if not report.groups:
        return f"{responses}: all match the document"
    return f"{responses}: {_count(report.deviations, 'deviation')} of {_count(len(report.groups), 'kind')}"


def _count(count: int, noun: str) -> str:
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun}s"


def print_tables(report: Report, console: Console) -> None:
    """Print the report to a terminal."""
    console.print(Text(summary(report), style="bold red" if report.groups else "bold green"))
    for operation, groups in groupby(report.groups, key=_operation):
        table = Table("where", "what", "received", "the client", title=operation, title_justify="left", pad_edge=False)
        for group in groups:
            table.add_row(Text(_place(group)), _what(group), _received(group), _handling(group))
        console.print()
        console.print(table)
    console.print()
    headers = ("operation", "", "received", "documented, never received")
    coverage = Table(*headers, title="Coverage", title_justify="left", pad_edge=False)
    for one in report.coverage:
        name = one.operation
        if len(report.providers) > 1:
            name = f"{one.provider} {name}"
        not_received = Text(", ".join(one.not_received))
        coverage.add_row(Text(name), Text(f"{one.method} {one.path}"), Text(_statuses(one)), not_received)
    if report.coverage:
        console.print(coverage)
    for line in _skipped_and_errors(report):
        console.print(Text(line))


def _what(group: Group) -> Text:
    text = Text(one_line(group.message))
    if group.example:
        text.append(f"\n{one_line(group.example)}", style="dim")
    return text


def _received(group: Group) -> Text:
    return Text("\n".join([_count(group.count, "time"), *_values(group.values), *_times(group)]))


def _handling(group: Group) -> Text:
    outcomes = [
        Text(f"{outcome} {count:,}", style=_STYLES.get(outcome, "")) for outcome, count in group.handling.items()
    ]
    return Text("\n").join([*outcomes, Text(one_line(group.note), style="dim")])


def _operation(group: Group) -> str:
    return one_line(f"{group.provider} {group.operation} {group.response}", 300)


def _place(group: Group) -> str:
    return one_line(group.pointer, 200) or "(the response)"


def _details(group: Group) -> Iterator[str]:
    values = ", ".join(_values(group.values))
    times = " ".join(_times(group))
    line = f"received {_count(group.count, 'time')}"
    if values:
        line += f": {values}"
    if times:
        line += f"; {times}"
    yield line
    outcomes = ", ".join(f"{outcome} {count:,}" for outcome, count in group.handling.items())
    yield f"the client: {outcomes} ({one_line(group.note)})"
    if group.example:
        yield f"example: {one_line(group.example)}"


def _values(values: Mapping[str, int]) -> list[str]:
    return [f"{one_line(value, 80)} ({count:,})" for value, count in values.items()]


def _times(group: Group) -> list[str]:
    if group.first is None or group.last is None:
        return []
    first, last = (time.isoformat(timespec="seconds") for time in (group.first, group.last))
    if first == last:
        return [first]
    return [f"first {first}", f"last {last}"]


def _statuses(coverage: Coverage) -> str:
    return ", ".join(f"{status} x {count:,}" for status, count in coverage.statuses.items()) or "never"


def _skipped_and_errors(report: Report) -> Iterator[str]:
    for reason, count in report.skipped.items():
        yield f"skipped: {count:,} {reason}"
    if report.error_count:
        yield f"could not be read: {report.error_count:,}"
        yield from (f"  {one_line(line)}" for line in report.errors)
        if report.error_count > len(report.errors):
            yield f"  and {report.error_count - len(report.errors):,} more"
