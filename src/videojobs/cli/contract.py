"""``videojobs contract``: compare recorded responses with the provider's document."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

import typer
from rich.console import Console
from rich.progress import Progress

from videojobs.cli.contract_report import print_tables, text_lines
from videojobs.cli.terminal import error_exit
from videojobs.contract.aggregator import Aggregator
from videojobs.contract.readers import Item, ReadError, Skipped, UnreadableFile, read_responses
from videojobs.contract.redact import redacted_text
from videojobs.contract.report import Report
from videojobs.contract.schema_validator import require_jsonschema
from videojobs.errors import ConfigurationError
from videojobs.jobs.registry import load_dialect

_USAGE, _UNREADABLE = 2, 3
_PROGRESS_FROM = 4 * 1024 * 1024
"""Bytes from which a progress bar is worth its place."""


def contract(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="The recording; - reads standard input.", show_default=False)
    ],
    provider: Annotated[
        str | None, typer.Option("--provider", "-p", help="The provider of responses that do not name one.")
    ] = None,
    operation: Annotated[
        str | None,
        typer.Option(metavar="ROLE", help="The operation of a bare payload: create, retrieve, list ..."),
    ] = None,
    form: Annotated[
        Literal["json", "jsonl", "har"] | None,
        typer.Option("--format", help="Format of FILE; detected from its content."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the report as one JSON object.")] = False,
    fail_on: Annotated[
        Literal["deviation", "refused", "never"], typer.Option(help="What ends the command with 1.")
    ] = "deviation",
) -> None:
    """Compare recorded responses with the provider's document: where they differ, and how often.

    FILE is what videojobs.contract.Recorder wrote (JSON Lines), a HAR 1.2 export of a browser or proxy, a sample file
    or a list of them, or the JSON of one response, which needs --provider and --operation.

    Keys, prompts and ids are redacted in all output.

    Ends with 0 if all responses match the document, 1 if one deviates, 2 if the command is wrong,
    3 if something could not be read, or FILE has no response of a provider.
    """
    _check_options(provider, operation)
    aggregator = Aggregator()
    name = "stdin" if file == "-" else file
    without_provider = 0
    try:
        with _open(file) as source, _progress(source) as progress:
            for place, item in read_responses(
                source, name, form=form, provider=provider, operation=operation, progress=progress
            ):
                without_provider += not _add(aggregator, place, item)
    except OSError as error:
        raise error_exit(f"{file}: {error.strerror or error}", _UNREADABLE) from None
    except UnreadableFile as error:
        raise error_exit(str(error), _UNREADABLE) from None
    report = aggregator.report()
    if not report.responses and without_provider:
        raise error_exit(f"{file}: the responses do not name their provider; give --provider", _USAGE)
    _print(report, as_json=as_json)
    if report.fails(fail_on):
        raise typer.Exit(1)
    if report.error_count or not report.responses:
        raise typer.Exit(_UNREADABLE)


def _check_options(provider: str | None, operation: str | None) -> None:
    try:
        require_jsonschema()
        if provider is not None:
            load_dialect(provider)
            if operation is not None:
                Aggregator().document(provider).operation_named(operation)
    except ConfigurationError as error:
        raise error_exit(error.message, _USAGE) from None


@contextmanager
def _open(file: str) -> Generator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    with Path(file).open("rb") as source:
        yield source


@contextmanager
def _progress(source: BinaryIO) -> Generator[Callable[[int], object]]:
    """Show a progress bar for a large file, on a terminal; gives the function to call with the bytes read so far."""
    size = 0
    if sys.stderr.isatty() and source is not sys.stdin.buffer:
        status = os.fstat(source.fileno())
        if stat.S_ISREG(status.st_mode):  # the size of a pipe is unknown
            size = status.st_size
    if size < _PROGRESS_FROM:
        yield lambda _bytes: None
        return
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=size)
        yield lambda done: progress.update(task, completed=done)


def _add(aggregator: Aggregator, place: str, item: Item) -> bool:
    """Add one item of the file; return False if it is a response whose provider is unknown."""
    if isinstance(item, ReadError):
        aggregator.add_error(item.line)
    elif isinstance(item, Skipped):
        aggregator.skip(item.reason)
    elif item.provider is None:
        aggregator.add_error(f"{place}: the response does not name its provider; give --provider")
        return False
    else:
        try:
            aggregator.add(item)
        except ConfigurationError as error:
            aggregator.add_error(f"{place}: {redacted_text(error.message)}")
    return True


def _print(report: Report, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report.to_dict()))
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        # The encoding of a terminal or a log may be ASCII; a report must not end in a UnicodeEncodeError.
        sys.stdout.reconfigure(errors="backslashreplace")
    console = Console(highlight=False)
    if console.is_terminal:
        print_tables(report, console)
    else:
        for line in text_lines(report):
            typer.echo(line)
