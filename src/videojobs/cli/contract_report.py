"""The report of ``videojobs contract``: tables where it is a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from videojobs.contract.report import Coverage, Group, Report
from videojobs.errors import printable

_STYLES = {"refused": "bold red", "coerced": "yellow", "kept": "green", "unread": "dim"}


def plain(report: Report) -> Iterator[str]:
    """Yield the report line by line, without any colour."""
    yield summary(report)
    for operation, groups in groupby(report.groups, key=_operation):
        yield ""
        yield f"{operation}:"
        for group in groups:
            yield f"  {_where(group)}  {one_line(group.message)}"
            for line in _details(group):
                yield f"      {line}"
    if report.more:
        yield f"\n{report.more:,} more deviations of other kinds; there were too many kinds to tell them apart"
    yield ""
    for one in report.coverage:
        yield f"seen  {_seen(one):<16} {one.provider}  {one.operation}  {one.method} {one.path}{_unseen(one)}"
    yield from _rest(report)


def summary(report: Report) -> str:
    """Return the outcome on one line."""
    of = f" of {', '.join(report.providers)}" if report.providers else ""
    answers = f"{counted(report.answers, 'answer')}{of}"
    if not report.answers:
        return "no answer that could be held against a document; --provider says whose to look for at any host"
    if not report.groups:
        return f"{answers}: all keep to the document"
    kinds = counted(len(report.groups), "kind")
    return f"{answers}: {counted(report.deviations, 'deviation')} of {kinds}"


def counted(count: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def tables(report: Report, console: Console) -> None:
    """Print the report to a terminal."""
    console.print(Text(summary(report), style="bold red" if report.groups else "bold green"))
    for operation, groups in groupby(report.groups, key=_operation):
        table = Table(
            "where",
            "what",
            "seen",
            "our client",
            title=operation,
            title_justify="left",
            title_style="bold",
            pad_edge=False,
        )
        for group in groups:
            what = Text(one_line(group.message))
            if group.example:
                what.append(f"\n{one_line(group.example)}", style="dim")
            fates = Text("\n").join(
                Text(f"{fate} {count:,}", style=_STYLES.get(fate, "")) for fate, count in group.fates.items()
            )
            fates.append(f"\n{one_line(group.note)}", style="dim")
            seen = "\n".join([counted(group.count, "time"), *_values(group.values), *_times(group)])
            table.add_row(Text(_where(group)), what, Text(seen), fates)
        console.print()
        console.print(table)
    console.print()
    coverage = Table(
        "operation", "", "seen", "documented, never seen", title="Coverage", title_justify="left", pad_edge=False
    )
    for one in report.coverage:
        name = f"{one.provider} {one.operation}" if len(report.providers) > 1 else one.operation
        coverage.add_row(Text(name), Text(f"{one.method} {one.path}"), Text(_seen(one)), Text(", ".join(one.unseen)))
    if report.coverage:
        console.print(coverage)
    for line in _rest(report):
        console.print(Text(line))


def one_line(text: str, limit: int = 500) -> str:
    """Return foreign text fit for one line of a terminal: what is not seen, or turns the line about, is escaped."""
    shown = printable(text, limit)
    if shown.isprintable():
        return shown
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in shown)


def _operation(group: Group) -> str:
    return one_line(f"{group.provider} {group.operation} {group.answer}", 300)


def _where(group: Group) -> str:
    return one_line(group.pointer, 200) or "(the answer)"


def _details(group: Group) -> Iterator[str]:
    values = ", ".join(_values(group.values))
    times = " ".join(_times(group))
    yield f"seen {counted(group.count, 'time')}" + (f": {values}" if values else "") + (f"; {times}" if times else "")
    fates = ", ".join(f"{fate} {count:,}" for fate, count in group.fates.items())
    yield f"our client: {fates} ({one_line(group.note)})"
    if group.example:
        yield f"example: {one_line(group.example)}"


def _values(values: Mapping[str, int]) -> list[str]:
    return [f"{one_line(value, 80)} ({count:,})" for value, count in values.items()]


def _times(group: Group) -> list[str]:
    if group.first is None or group.last is None:
        return []
    first, last = (time.isoformat(timespec="seconds") for time in (group.first, group.last))
    return [f"{first}"] if first == last else [f"first {first}", f"last {last}"]


def _seen(one: Coverage) -> str:
    return ", ".join(f"{status} x {count:,}" for status, count in one.statuses.items()) or "never"


def _unseen(one: Coverage) -> str:
    return f"  (never {', '.join(one.unseen)})" if one.statuses and one.unseen else ""


def _rest(report: Report) -> Iterator[str]:
    for reason, count in report.ignored.items():
        yield f"left out: {count:,} {reason}"
    if report.unread:
        yield f"could not be read: {report.unread:,}"
        yield from (f"  {one_line(line)}" for line in report.problems)
        if report.unread > len(report.problems):
            yield f"  and {report.unread - len(report.problems):,} more"
