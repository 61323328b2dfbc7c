"""``videojobs emulate``: a provider on this machine, until Ctrl-C."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable
from datetime import datetime
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from videojobs.cli.emulator_examples import curl_line, python_lines
from videojobs.errors import ConfigurationError

if TYPE_CHECKING:
    from videojobs.emulator import RequestRecord, Served


def emulate(
    provider: Annotated[str, typer.Option("--provider", "-p", help="Whose dialect to speak.", show_default=False)],
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the API; 0 is a free one.")] = 0,
    media_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port that clips with a URL come from; 0 is a free one.")
    ] = 0,
    api_key: Annotated[
        str, typer.Option(envvar="VIDEOJOBS_EMULATOR_KEY", help="The key to let in; made up, never a real one.")
    ] = "emulator-key",
    render_seconds: Annotated[float, typer.Option(min=0.0, help="How long a job takes.")] = 3.0,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON lines: one when ready, one per request.")] = False,
) -> None:
    """Emulate a provider on this machine: real sockets, real clips, no cost. Ends with Ctrl-C.

    Words in a prompt change the life of its job:

    \b
    [[fail]]         it fails halfway, with the code generation_failed
    [[fail:CODE]]    it fails halfway, with this code
    [[status:WORD]]  it shows this status word while it renders
    """  # noqa: D301 - the backspace tells click to keep the lines below it as they are
    try:
        from videojobs.emulator import serve
    except ImportError as error:
        raise _ended(str(error), 1) from None
    console = Console(highlight=False)
    try:
        with serve(
            provider,
            port=port,
            media_port=media_port,
            api_key=api_key,
            render_seconds=render_seconds,
            on_request=_log_json if as_json else _logger(console),
        ) as served:
            if as_json:
                _ready_json(served, provider)
            else:
                _ready(console, served, provider)
            _wait_for_signal()
    except ConfigurationError as error:
        raise _ended(error.message, 2) from None
    except OSError as error:
        raise _ended(f"{error.strerror or error}; choose another with --port or --media-port", 1) from None
    if not as_json:
        console.print("Stopped.")


def _ended(message: str, code: int) -> typer.Exit:
    typer.echo(f"videojobs: {message}", err=True)
    return typer.Exit(code)


def _wait_for_signal() -> None:
    """Wait for Ctrl-C or SIGTERM."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        while not stopped.wait(0.5):
            pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ready(console: Console, served: Served, provider: str) -> None:
    def show(text: str, style: str = "") -> None:
        console.print(text, style=style, markup=False, soft_wrap=True)

    show(f"{served.app.settings.dialect.title} is emulated; end with Ctrl-C.", "bold green")
    show(f"base_url  {served.base_url}")
    show(f"api_key   {served.api_key}")
    if served.app.settings.dialect.content.source != "endpoint":
        show(f"clips     http://{served.host}:{served.media_port}")
    show("\nIn Python:", "bold")
    show("\n".join(f"    {line}" for line in python_lines(served, provider)))
    show("\nWith curl:", "bold")
    show(f"    {curl_line(served)}")
    show("\nIn a prompt, [[fail]], [[fail:CODE]] and [[status:WORD]] change what becomes of the job.\n")


def _logger(console: Console) -> Callable[[RequestRecord], None]:
    def log(record: RequestRecord) -> None:
        now = datetime.now().astimezone().strftime("%H:%M:%S")
        style = "red" if record.status >= 400 else ""
        query = f"?{record.query}" if record.query else ""
        parts = [now, str(record.status), record.method, record.path + query, record.content_type]
        parts.append("(clip)" if record.origin == "media" else "")
        console.print(" ".join(part for part in parts if part), style=style, markup=False, soft_wrap=True)

    return log


def _ready_json(served: Served, provider: str) -> None:
    ready = {
        "event": "ready",
        "provider": provider,
        "base_url": served.base_url,
        "api_key": served.api_key,
        "port": served.port,
        "media_port": served.media_port,
    }
    typer.echo(json.dumps(ready))


def _log_json(record: RequestRecord) -> None:
    told = {
        "event": "request",
        "origin": record.origin,
        "method": record.method,
        "path": record.path,
        "query": record.query,
        "content_type": record.content_type,
        "has_credential": record.has_credential,
        "status": record.status,
    }
    typer.echo(json.dumps(told))
