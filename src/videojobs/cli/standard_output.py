"""Write results to standard output: text and tables for people, JSON Lines for programs."""

from __future__ import annotations

import io
import json
import os
import sys
import textwrap
from datetime import datetime
from typing import TYPE_CHECKING, Any

from videojobs.cli.exit_codes import exit_code_of
from videojobs.cli.messages import message_of
from videojobs.cli.terminal import discard, one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from videojobs.errors import VideoJobsError
    from videojobs.jobs.model.results import Download
    from videojobs.jobs.model.video_job import JobRef, VideoJob


class Output:
    """Standard output.

    Args:
        as_json: JSON Lines or text; None for text on a terminal, JSON Lines elsewhere.
        outlives_reader: Whether the command goes on, silently, when the program that reads its output ends.

    Attributes:
        is_json: Whether results are JSON Lines.
    """

    def __init__(self, as_json: bool | None, *, outlives_reader: bool = False) -> None:
        self.is_json = not sys.stdout.isatty() if as_json is None else as_json
        self._outlives_reader = outlives_reader
        if isinstance(sys.stdout, io.TextIOWrapper):
            # The encoding of a terminal or a log may be ASCII; a result must not end in a UnicodeEncodeError.
            sys.stdout.reconfigure(errors="backslashreplace")

    def event(self, event: str, /, **fields: Any) -> None:
        """Write one JSON line, if results are JSON Lines."""
        if self.is_json:
            self._write(json.dumps({"event": event, **fields}))

    def line(self, text: str) -> None:
        """Write one line of text, if results are text."""
        if not self.is_json:
            self._write(one_line(text, 2_000))

    def wrapped(self, name: str, text: str) -> None:
        """Write text after a name, wrapped between words to the width of the terminal, if results are text."""
        if not self.is_json:
            lines = textwrap.wrap(
                one_line(text, 2_000),
                console().width - len(name),
                break_long_words=False,  # ids and variables can be copied
                break_on_hyphens=False,
            )
            self._write("\n".join([name + "".join(lines[:1]), *(" " * len(name) + line for line in lines[1:])]))

    def table(self, table: Table) -> None:
        """Print a table, if results are text."""
        if not self.is_json:
            console().print(table)

    def _write(self, text: str) -> None:
        try:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()  # a program that reads the lines acts on each of them
        except BrokenPipeError:
            # The clip is paid for; it is saved even if nobody reads about it.
            if not self._outlives_reader:
                raise
            discard(sys.stdout)
        except OSError as error:  # its disk is full
            discard(sys.stdout)  # or the report of this error would end in the same error
            raise OSError(error.errno, error.strerror, "standard output") from None

    def error(self, error: VideoJobsError | OSError, **fields: Any) -> None:
        """Write an error as a JSON line, if results are JSON Lines."""
        self.event("error", **fields, **error_fields(error))


def console(*, stderr: bool = False) -> Console:
    """Return a console that prints text as it is; NO_COLOR, TERM and COLUMNS are rich's to read."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def ref_fields(ref: JobRef | VideoJob) -> dict[str, Any]:
    """Return the handle of a job as fields of a JSON line, which `videojobs get` takes as JOB."""
    return {"provider": ref.provider, "id": ref.id, "base_url": ref.base_url}


def state_fields(job: VideoJob) -> dict[str, Any]:
    """Return the state of a job as fields of a JSON line, without its prompt and its URLs."""
    fields = {
        **ref_fields(job),
        "status": job.status.value,
        "raw_status": job.raw_status,
        "progress": job.progress,
    }
    if job.error is not None:
        fields["job_error"] = {"code": job.error.code, "message": job.error.message}
    return fields


def job_fields(job: VideoJob) -> dict[str, Any]:
    """Return a job as fields of a JSON line; items that the client does not know are left out."""
    fields = job.to_dict()
    for name in ("extra", "raw", "error"):
        del fields[name]
    return {**fields, **state_fields(job)}


def saved_fields(download: Download) -> dict[str, Any]:
    """Return a file as fields of a JSON line."""
    return {"path": str(download.path), "bytes": download.bytes, "content_type": download.content_type}


def error_fields(error: VideoJobsError | OSError) -> dict[str, Any]:
    """Return an error as fields of a JSON line."""
    fields: dict[str, Any] = {}
    ref: JobRef | None = getattr(error, "ref", None)
    if ref is not None:
        fields = ref_fields(ref)
    fields.update(error=type(error).__name__, message=message_of(error), exit_code=exit_code_of(error))
    for name in ("status_code", "code", "request_id", "started_at"):
        value = getattr(error, name, None)
        if value is not None:
            fields[name] = value
    return fields


def local_time(moment: datetime | None) -> str:
    """Return a time for a table, in the time zone of this machine; empty if there is none."""
    if moment is None:
        return ""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def short_path(path: str) -> str:
    """Return a path as a user in the current folder would type it."""
    if not path:
        return path
    try:
        relative = os.path.relpath(path)
    except ValueError:  # on another drive of Windows
        return path
    return path if relative.startswith("..") else relative


def file_size(size: int) -> str:
    """Return a number of bytes for people."""
    from rich.filesize import decimal

    return decimal(size)
