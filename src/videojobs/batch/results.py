"""The results of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from attrs import field, frozen

from videojobs.errors import VideoJobsError
from videojobs.jobs.model.video_job import JobRef

LineStatus = Literal["pending", "running", "done", "failed", "unknown"]
"""``running`` is paid for, and its clip is not saved yet; ``unknown``: it may be paid for, or not."""


@frozen(kw_only=True)
class BatchLine:
    """The state of one line.

    Attributes:
        number: Its number among the lines, from 1.
        status: Its status.
        prompt: The prompt.
        path: The file of its clip, which exists if the status is ``done``, unless the clip has a URL.
        url: The URL of the clip in an object store, or None.
        worker: The worker that works on it, or ended it; None where one program works alone.
        ref: The job, or None.
        sha256: Digest of the file, or None.
        bytes: Length of the file, or None.
        content_type: Media type of the file, or None.
        sent_at: When the paid request was sent, ISO 8601 in UTC, or None.
        finished_at: When the line became done, failed or unknown, likewise.
        usage: The cost, as sent by the provider.
        error: The latest error, as ``type`` and ``message``, or None.
    """

    number: int
    status: LineStatus
    prompt: str = field(repr=False)
    path: Path
    url: str | None = None
    worker: str | None = None
    ref: JobRef | None = None
    sha256: str | None = None
    bytes: int | None = None
    content_type: str | None = None
    sent_at: str | None = None
    finished_at: str | None = None
    usage: Any = field(default=None, hash=False, repr=False)
    error: Mapping[str, str] | None = field(default=None, hash=False)


@frozen(kw_only=True)
class BatchProgress:
    """How far a batch is.

    Attributes:
        total: The number of lines.
        done: Those whose clip is on disk.
        failed: Those without a clip; they are not repeated unless ``retry_failed``.
        unknown: Those of which it is unknown whether a job was started.
        running: Those that are being worked on.
        seconds_left: The estimated rest, or None while none is known.
        line: The line that has just become done, failed or unknown, or None.
    """

    total: int
    done: int
    failed: int
    unknown: int
    running: int
    seconds_left: float | None = None
    line: BatchLine | None = None

    @property
    def pending(self) -> int:
        """Lines that wait for their turn."""
        return self.total - self.done - self.failed - self.unknown - self.running


@frozen(kw_only=True)
class BatchResult:
    """The result of a run of a batch.

    Attributes:
        progress: The numbers of lines by their status.
        paid: The paid requests of all runs that started a job, or may have.
        manifest: The file with one JSON object per line.
        stopped_by: The error that stopped the run, such as missing money, or None. The rest stays pending.
        errors: The errors of lines that stay pending, such as a job that was not finished in time.
        is_capped: Whether ``max_jobs`` kept lines from being sent.
        disconnected: The number of lines that each worker has which is not connected, or hangs.
    """

    progress: BatchProgress
    paid: int
    manifest: Path
    stopped_by: VideoJobsError | None = None
    errors: tuple[VideoJobsError, ...] = ()
    is_capped: bool = False
    disconnected: Mapping[str, int] = field(factory=dict, hash=False)

    @property
    def is_complete(self) -> bool:
        """Whether each line has its clip on disk."""
        return self.progress.done == self.progress.total
