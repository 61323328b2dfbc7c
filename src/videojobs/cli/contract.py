"""``videojobs contract``: do recorded answers keep to the provider's document?"""

from __future__ import annotations

import io
import json
import os
import stat
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

import typer
from rich.console import Console
from rich.progress import Progress

from videojobs.cli.contract_report import one_line, plain, tables
from videojobs.cli.yaml_text import to_yaml
from videojobs.contract.collect import Collector
from videojobs.contract.overlay import suggested_overlay
from videojobs.contract.redact import redacted_text
from videojobs.contract.report import Report
from videojobs.contract.samples import samples_of
from videojobs.contract.sources import Format, Item, Skipped, Trouble, Unreadable, read_answers
from videojobs.contract.validate import needed
from videojobs.errors import ConfigurationError
from videojobs.jobs.registry import load_dialect

_USAGE, _UNREADABLE = 2, 3
_SHOWN_FROM = 4 * 1024 * 1024
"""Bytes from which progress is shown."""


def contract(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="The answers; - reads what is piped in.", show_default=False)
    ],
    provider: Annotated[
        str | None, typer.Option("--provider", "-p", help="Whose answers they are, where they do not say so.")
    ] = None,
    operation: Annotated[
        str | None,
        typer.Option(metavar="ROLE", help="What a bare payload is the answer of: create, retrieve, list ..."),
    ] = None,
    form: Annotated[
        Literal["json", "jsonl", "har"] | None,
        typer.Option("--format", help="How FILE is written; told by its content."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the report as one JSON object.")] = False,
    sample: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write redacted answers that deviate there; more as FILE-2 ...")
    ] = None,
    overlay: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a suggested overlay there; needs --sample, its evidence.")
    ] = None,
    fail_on: Annotated[
        Literal["deviation", "refused", "never"], typer.Option(help="What to end with 1 for.")
    ] = "deviation",
) -> None:
    """Hold recorded answers against the provider's document, and say where and how often they differ.

    FILE is what videojobs.contract.Recorder wrote (JSON Lines), a HAR 1.2 export of a browser or proxy, a sample file
    or a list of them, or the JSON of one answer, which needs --provider and --operation.

    Keys, prompts and ids are taken out of all that is shown or written.

    Ends with 0 if all answers keep to the document, 1 if one deviates,
    2 if the command is wrong, 3 if something could not be read, or nothing was a provider's answer.
    """
    _check(provider, operation, sample, overlay)
    collector = Collector()
    try:
        with _opened(file) as source:
            named = sum(
                _take(collector, where, item)
                for where, item in _items(source, file, form=form, provider=provider, operation=operation)
            )
    except (OSError, Unreadable) as error:
        said = f"{file}: {error.strerror}" if isinstance(error, OSError) and error.strerror else str(error)
        raise _ended(said, _UNREADABLE) from None
    report = collector.report()
    if not report.answers and named:
        raise _ended(f"{file}: it does not say whose the answers are; give --provider", _USAGE)
    written = _write(collector, report, sample, overlay, "stdin" if file == "-" else Path(file).name)
    _show(report, written, as_json=as_json)
    if report.fails(fail_on):
        raise typer.Exit(1)
    if report.unread or not report.answers:
        raise typer.Exit(_UNREADABLE)


def _check(provider: str | None, operation: str | None, sample: Path | None, overlay: Path | None) -> None:
    """End with 2 if the command cannot mean anything."""
    if overlay is not None and sample is None:
        raise _ended("--overlay needs --sample: each correction names the answer that shows it", _USAGE)
    for path in (sample, overlay):
        if path is not None and path.exists():
            raise _ended(f"{path} is there already; name another file, or remove it", _USAGE)
    try:
        needed()
        if provider is not None:
            load_dialect(provider)
            if operation is not None:
                Collector().document(provider).named(operation)
    except ConfigurationError as error:
        raise _ended(error.message, _USAGE) from None


def _ended(message: str, code: int) -> typer.Exit:
    typer.echo(f"videojobs: {one_line(message)}", err=True)
    return typer.Exit(code)


@contextmanager
def _opened(file: str) -> Generator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    with Path(file).open("rb") as source:
        yield source


def _items(
    source: BinaryIO, file: str, *, form: Format | None, provider: str | None, operation: str | None
) -> Iterator[tuple[str, Item]]:
    with _progress(source) as progress:
        name = "stdin" if file == "-" else file
        yield from read_answers(source, name, form=form, provider=provider, operation=operation, progress=progress)


@contextmanager
def _progress(source: BinaryIO) -> Generator[Callable[[int], object]]:
    """Give what is to be told of the bytes that were read; it is shown for a large file, to a terminal."""
    size = 0
    if sys.stderr.isatty() and source is not sys.stdin.buffer:
        told = os.fstat(source.fileno())
        size = told.st_size if stat.S_ISREG(told.st_mode) else 0
    if size < _SHOWN_FROM:
        yield lambda _bytes: None
        return
    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("reading", total=size)
        yield lambda done: shown.update(task, completed=done)


def _take(collector: Collector, where: str, item: Item) -> bool:
    """Give one item to the collector; return whether it is an answer of which nobody said whose it is."""
    if isinstance(item, Trouble):
        collector.problem(item.line)
    elif isinstance(item, Skipped):
        collector.ignore(item.reason)
    elif item.provider is None:
        collector.problem(f"{where}: it does not say whose answer it is; give --provider")
        return True
    else:
        try:
            collector.add(item)
        except ConfigurationError as error:
            collector.problem(f"{where}: {redacted_text(error.message)}")
    return False


def _write(collector: Collector, report: Report, sample: Path | None, overlay: Path | None, name: str) -> list[Path]:
    """Write the samples and the overlay that are wished for; return what was written."""
    if sample is None:
        return []
    providers = sorted({group.provider for group in report.groups})
    if len(providers) > 1:
        raise _ended(f"the answers are of {', '.join(providers)}; give --provider for --sample", _USAGE)
    made = samples_of(collector, sample, source=f"recorded answers, {name}")
    texts = {one.path: one.text for one in made}
    if overlay is not None and providers:
        suggested = suggested_overlay(collector, collector.document(providers[0]), made)
        if suggested is not None:
            texts[overlay] = to_yaml(suggested)
    for path in texts:
        if path.exists():
            raise _ended(f"{path} is there already; name another file, or remove it", _USAGE)
    try:
        for path, text in texts.items():
            with path.open("x", encoding="utf-8") as target:
                target.write(text)
    except OSError as error:
        raise _ended(f"{error.filename or sample}: {error.strerror or error}", _USAGE) from None
    return list(texts)


def _show(report: Report, written: list[Path], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({**report.to_dict(), "written": [str(path) for path in written]}))
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # letters that the output cannot have are escaped
    console = Console(highlight=False)
    if console.is_terminal:
        tables(report, console)
    else:
        for line in plain(report):
            typer.echo(line)
    for path in written:
        typer.echo(f"written: {path}")
