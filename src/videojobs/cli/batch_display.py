"""Show how far a batch is: a table on a terminal, JSON Lines or lines of text elsewhere."""

from __future__ import annotations

import sys
from threading import Lock
from typing import TYPE_CHECKING, Self

from videojobs.batch.manifest import line_fields
from videojobs.cli.standard_output import Output, console
from videojobs.cli.terminal import one_line, write_to_stderr

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

    from videojobs.batch import BatchLine, BatchProgress


class BatchDisplay:
    """The progress of a batch: ``on_progress`` of `run_batch`, which calls it from many threads.

    Args:
        output: Where JSON Lines go; the table goes to standard error.
    """

    def __init__(self, output: Output) -> None:
        self._output = output
        self._live: Live | None = None
        self._lock = Lock()

    def __enter__(self) -> Self:
        terminal = console(stderr=True)
        # On one terminal, JSON Lines and a table would overwrite each other.
        is_shared = self._output.is_json and sys.stdout.isatty()
        if terminal.is_terminal and not terminal.is_dumb_terminal and not is_shared:
            from rich.live import Live

            self._live = Live(console=terminal, transient=True)
            self._live.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._live is not None:
            self._live.stop()

    def on_progress(self, progress: BatchProgress) -> None:
        """Show the numbers of lines, and the line that has just ended."""
        with self._lock:
            if self._live is not None:
                self._live.update(_table(progress))
            line = progress.line
            if line is None:
                return
            self._output.event("line", **line_fields(line))
            if not self._output.is_json and (self._live is None or line.status != "done"):
                write_to_stderr(_text(line))


def _text(line: BatchLine) -> str:
    text = f"prompt {line.number}: {line.status}"
    if line.status == "done":
        text += f", {line.path.name}"
    elif line.error is not None:
        text += f": {line.error['message']}"
    return one_line(text)


def _table(progress: BatchProgress) -> Table:
    from rich.table import Table

    table = Table(expand=False)
    for name in ("Done", "Running", "Failed", "Unknown", "Pending", "Time left"):
        table.add_column(name, justify="right")
    numbers = (progress.done, progress.running, progress.failed, progress.unknown, progress.pending)
    table.add_row(*map(str, numbers), _duration(progress.seconds_left))
    return table


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}"
