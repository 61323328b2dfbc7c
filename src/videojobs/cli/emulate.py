"""``videojobs emulate``: run the emulator of a provider until Ctrl-C."""

from __future__ import annotations

import json
import signal
import sys
import threading
from datetime import datetime
from enum import StrEnum
from textwrap import wrap
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console

from videojobs.cli.emulator_examples import command_line, curl_line, official_sdk_lines, python_lines
from videojobs.cli.exit_codes import CODES
from videojobs.cli.line_writer import LineWriter
from videojobs.cli.terminal import error_exit
from videojobs.errors import ConfigurationError, TransportError

if TYPE_CHECKING:
    from videojobs.emulator import RequestRecord, Served

_HELP_WIDTH: Final = 58  # with its margin, 60 columns hold the help of each command


class EncodingOption(StrEnum):
    """The encodings of a body that creates a job."""

    JSON = "json"
    MULTIPART = "multipart"


def emulate(
    provider: Annotated[str, typer.Option("--provider", "-p", help="The provider to emulate.", show_default=False)],
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the API; 0 is a free one.")] = 0,
    media_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port that serves clips by URL; 0 is a free one.")
    ] = 0,
    host: Annotated[
        str, typer.Option(help="Address to listen at; 0.0.0.0 is every one of this machine.")
    ] = "127.0.0.1",
    api_key: Annotated[
        str, typer.Option(envvar="VIDEOJOBS_EMULATOR_KEY", help="The key to accept; invented, never a real one.")
    ] = "emulator-key",
    render_seconds: Annotated[float, typer.Option(min=0.0, help="How long a job takes.")] = 3.0,
    only_encoding: Annotated[
        EncodingOption | None, typer.Option(help="The only encoding accepted for a new job or a remix.")
    ] = None,
    any_id: Annotated[
        bool, typer.Option("--any-id", help="A request for an id that no one created finds a completed job.")
    ] = False,
    fault: Annotated[
        list[str] | None,
        # Named, since typer takes a metavar that is the parameter's name in capitals for the option's name.
        typer.Option("--fault", metavar="TEXT", help="[OPERATION=]KIND[:VALUE][*TIMES][@PROBABILITY]; repeatable."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Makes ids and drawn faults repeatable.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON lines: one when ready, one per request.")] = False,
) -> None:
    """Emulate a provider on this machine: real sockets, real clips, no cost. Ends with Ctrl-C."""
    try:
        from videojobs.emulator import serve
    except ImportError as error:
        raise error_exit(str(error), CODES[ConfigurationError]) from None
    console = Console(highlight=False)
    lines = LineWriter(sys.stdout)

    def write_request(record: RequestRecord) -> None:
        lines.write(_json_line(record) if as_json else _text_line(console, record))

    try:
        with serve(
            provider,
            port=port,
            media_port=media_port,
            host=host,
            api_key=api_key,
            render_seconds=render_seconds,
            only_encoding=None if only_encoding is None else only_encoding.value,
            unknown_ids="create" if any_id else "refuse",
            faults=fault or (),
            seed=seed,
            on_request=write_request,
        ) as served:
            if as_json:
                _print_ready_json(served, provider)
            else:
                _print_ready(console, served, provider)
            _wait_for_signal()
    except ConfigurationError as error:
        raise error_exit(error.message, CODES[ConfigurationError]) from None
    except OSError as error:
        remedy = "choose another with --host, --port or --media-port"
        raise error_exit(f"{error.strerror or error}; {remedy}", CODES[TransportError]) from None
    if not as_json:
        lines.write("Stopped.\n")
    lines.close()


def _table_of_faults() -> str:
    """Return the table of faults for the help; "" without the extra."""
    try:
        from videojobs.emulator.fault_kinds import FAULTS
    except ImportError:
        return ""
    width = max(len(kind.usage) for kind in FAULTS) + 2
    rows = (f"{kind.usage:{width}}{kind.effect}".replace("`", "") for kind in FAULTS)
    wrapped = (line for row in rows for line in wrap(row, _HELP_WIDTH, subsequent_indent=" " * width))
    # \b: click keeps the lines that follow as they are.
    lines = "\n".join(wrapped)
    return f"\n\nFaults, by --fault, or in a prompt between [[ and ]]:\n\n\b\n{lines}"


emulate.__doc__ = f"{emulate.__doc__}{_table_of_faults()}"


def _wait_for_signal() -> None:
    """Wait for Ctrl-C or SIGTERM."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    previous = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        # Without a time limit, Ctrl-C would not interrupt wait() on Windows: https://github.com/python/cpython/issues/80116
        while not stopped.wait(0.5):
            pass
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _print_ready(console: Console, served: Served, provider: str) -> None:
    def print_line(text: str, style: str = "") -> None:
        console.print(text, style=style, markup=False, soft_wrap=True)

    print_line(f"{served.app.settings.dialect.title} is emulated; end with Ctrl-C.", "bold green")
    print_line(f"base_url  {served.base_url}")
    print_line(f"api_key   {served.api_key}")
    if served.app.settings.dialect.content.source != "endpoint":
        print_line(f"clips     {served.media_url}")
    print_line("\nOn the command line:", "bold")
    print_line(f"    {command_line(served, provider)}")
    print_line("\nIn Python:", "bold")
    print_line("\n".join(f"    {line}" for line in python_lines(served, provider)))
    print_line("\nWith curl:", "bold")
    print_line(f"    {curl_line(served)}\n")
    for line in official_sdk_lines(served):
        print_line(line, style="bold" if line.endswith(":") else "")
    print_line("\nIn a prompt, e.g. [[fail]], [[fail:CODE]] and [[status:WORD]] change the job; --help lists all.")
    print_line(
        f"Jobs, requests, faults and the clock: {served.url}/ in a browser, {served.url}/_emulator for programs.\n"
    )


def _text_line(console: Console, record: RequestRecord) -> str:
    now = datetime.now().astimezone().strftime("%H:%M:%S")
    path = record.path
    if record.query:
        path += f"?{record.query}"
    parts = [now, str(record.status), record.method, path, record.content_type]
    if record.origin == "media":
        parts.append("(clip)")
    if record.fault is not None:
        parts.append(f"[{record.fault}]")
    style = "red" if record.status >= 400 or record.fault is not None else ""
    with console.capture() as line:
        console.print(" ".join(part for part in parts if part), style=style, markup=False, soft_wrap=True)
    return line.get()


def _print_ready_json(served: Served, provider: str) -> None:
    ready = {
        "event": "ready",
        "provider": provider,
        "base_url": served.base_url,
        "api_key": served.api_key,
        "port": served.port,
        "media_port": served.media_port,
    }
    typer.echo(json.dumps(ready))


def _json_line(record: RequestRecord) -> str:
    line = {
        "event": "request",
        "origin": record.origin,
        "method": record.method,
        "path": record.path,
        "query": record.query,
        "content_type": record.content_type,
        "has_credential": record.has_credential,
        "status": record.status,
        "fault": record.fault,
    }
    return f"{json.dumps(line)}\n"
