"""Show how far a job and its download are: a bar on a terminal, JSON Lines or lines of text elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Self

from videojobs.cli.retries import RetryNotes
from videojobs.cli.standard_output import Output, console, file_size, ref_fields, state_fields
from videojobs.cli.terminal import one_line, write_to_stderr
from videojobs.errors import ApiError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from videojobs.jobs.model.results import Retry
    from videojobs.jobs.model.video_job import VideoJob

_SECONDS_BETWEEN_LINES = 1.0


class JobProgress:
    """The progress of one job: its methods are `on_retry`, `on_update` and `on_progress` of the client.

    Args:
        output: Where JSON Lines go; a bar goes to standard error.

    Attributes:
        label: What is shown before the job has an id: the file, or the id.
    """

    def __init__(self, output: Output, label: str = "") -> None:
        self.label = label
        self._output = output
        self._notes = RetryNotes(output)
        self._job: VideoJob | None = None
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._last_line = -_SECONDS_BETWEEN_LINES

    def __enter__(self) -> Self:
        terminal = console(stderr=True)
        # On one terminal, JSON Lines and a bar would overwrite each other.
        is_shared = self._output.is_json and sys.stdout.isatty()
        if terminal.is_terminal and not terminal.is_dumb_terminal and not is_shared:
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=None),
                TextColumn("{task.fields[detail]}", markup=False),
                TimeElapsedColumn(),
                console=terminal,
                transient=True,
                expand=terminal.width < 80,
            )
            self._bar.start()
            self._task = self._bar.add_task("sending", total=None, detail="")
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def on_retry(self, retry: Retry) -> None:
        """Show that a request failed, and is repeated."""
        self._notes.on_retry(retry)
        detail = "no response"
        if isinstance(retry.error, ApiError):
            detail = f"HTTP {retry.error.status_code}"
        self._show("retrying", detail, completed=None, total=None)

    def on_update(self, job: VideoJob) -> None:
        """Show the status of the job."""
        if self._job is None and self._bar is not None:
            self._bar.console.print(one_line(f"{self.label}: job {job.provider}:{job.id}"), soft_wrap=True)
        self._job = job
        self._output.event("status", **state_fields(job))
        status, percent = job.status.value.replace("_", " "), ""
        if job.progress is not None:
            percent = f"{job.progress:.0f} %"
        self._show(status, percent, completed=job.progress, total=None if job.progress is None else 100)
        if self._bar is None and not self._output.is_json:
            write_to_stderr(one_line(f"{self.label}: {status} {percent}").rstrip())

    def on_progress(self, received: int, total: int | None) -> None:
        """Show the bytes that were received."""
        detail = file_size(received)
        if total is not None:
            detail = f"{detail} of {file_size(total)}"
        self._show("downloading", detail, completed=received, total=total, refresh=False)
        now = time.monotonic()
        if now - self._last_line >= _SECONDS_BETWEEN_LINES or received == total:
            self._last_line = now
            ref = {} if self._job is None else ref_fields(self._job)
            self._output.event("download", **ref, bytes=received, total=total)

    def _show(
        self, description: str, detail: str, *, completed: float | None, total: float | None, refresh: bool = True
    ) -> None:
        if self._bar is None or self._task is None:
            return
        changes: dict[str, Any] = {"description": description, "detail": detail, "total": total}
        self._bar.update(self._task, completed=completed or 0, refresh=refresh, **changes)
