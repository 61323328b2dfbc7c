"""Work on the lines of a batch: several at once, each paid for once."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any

from attrs import evolve, frozen

from videojobs.batch.line_ledger import LineLedger
from videojobs.batch.manifest import append_line, write_manifest
from videojobs.batch.prompts import Prompt
from videojobs.batch.results import BatchProgress, BatchResult, LineStatus
from videojobs.batch.store import NotSent, Store
from videojobs.errors import (
    AmbiguousCreate,
    ApiError,
    ConfigurationError,
    DownloadError,
    JobFailure,
    RateLimited,
    TransportError,
    VideoJobsError,
)
from videojobs.jobs.io import IO
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.recover.flow import find_jobs
from videojobs.jobs.render import RenderOptions, render
from videojobs.jobs.retry import backoff, concerns_money
from videojobs.jobs.session import Session
from videojobs.jobs.workers import Workers, run_at_once

_TRIES = 4
_FIRST_DELAY, _MAX_DELAY = 2.0, 30.0


@frozen(kw_only=True)
class BatchOptions:
    """The arguments of `run_batch` beside client, lines and folder.

    Attributes:
        concurrency: Lines that are worked on at once: most jobs that are rendered at once.
        max_jobs: Most jobs of all runs of the batch, or None.
        allow_duplicates: Whether two lines may order the same clip.
        retry_failed: Whether lines without a clip are paid for again.
        retry_unknown: Whether lines are sent again whose job is not in the provider's list.
        timeout: Seconds for the wait and the download of each line; None for no limit.
        poll_interval: Seconds between the polls of one job, or None.
        on_progress: Called when a line begins or ends.
    """

    concurrency: int = 8
    max_jobs: int | None = None
    allow_duplicates: bool = False
    retry_failed: bool = False
    retry_unknown: bool = False
    timeout: float | None = 3600.0
    poll_interval: float | None = None
    on_progress: Callable[[BatchProgress], Any] | None = None


class BatchRun:
    """One run of a batch.

    Args:
        io: Network and time.
        session: The settings of the client.
        store: The database, with all lines.
        options: The settings of the run.
    """

    def __init__(self, io: IO, session: Session, store: Store, options: BatchOptions) -> None:
        self._io = io
        self._session = session
        self._store = store
        self._options = options
        store.max_jobs = options.max_jobs
        self._stopped_by: VideoJobsError | None = None
        self._errors: dict[int, VideoJobsError] = {}
        self._limited: set[int] = set()
        self._lock = Lock()
        self._last_number = 0
        self._done_before = 0
        self._counts: dict[LineStatus, int] = {}
        self._started_at = time.monotonic()

    async def run(self, new_workers: Callable[[], Workers]) -> BatchResult:
        """Finish what earlier runs left, and send the lines that are pending."""
        blocking = self._io.run_blocking
        await blocking(partial(self._store.reopen, failed=self._options.retry_failed))
        await self._look_for_unknown(dismiss=self._options.retry_unknown)
        await blocking(partial(write_manifest, self._store))
        self._counts = await blocking(self._store.count)
        self._done_before = self._counts["done"]
        await self._report()
        await self._work_on_lines(new_workers())
        if self._counts["unknown"] and self._stopped_by is None and await self._look_for_unknown():
            self._last_number = 0
            self._counts = await blocking(self._store.count)
            await self._work_on_lines(new_workers())
        manifest = await blocking(partial(write_manifest, self._store))
        self._counts = await blocking(self._store.count)
        return BatchResult(
            progress=self._progress(),
            paid=await blocking(self._store.paid),
            manifest=manifest,
            stopped_by=self._stopped_by,
            errors=tuple(self._errors[number] for number in sorted(self._errors)),
            is_capped=self._store.is_capped and self._counts["pending"] > 0,
        )

    async def _work_on_lines(self, workers: Workers) -> None:
        number = min(self._options.concurrency, max(1, self._counts["pending"]))
        await run_at_once(workers, [self._work] * number)

    async def _look_for_unknown(self, *, dismiss: bool = False) -> bool:
        """Look for requests of unknown outcome in the provider's list; return whether the job of one was found.

        Args:
            dismiss: Whether requests that the list has no job for are sent again.
        """
        blocking = self._io.run_blocking
        if not await blocking(self._store.mark_unknown) and not (await blocking(self._store.count))["unknown"]:
            return False
        ledger = LineLedger(self._store)
        state = await blocking(ledger.read)
        located, unknown = await find_jobs(self._io, self._session, ledger, state)
        if dismiss:
            # A list that could not be read, or has a job that may be this one, is no proof.
            missing = [str(result.entry_id) for result in unknown if result.error is None and not result.candidates]
            await blocking(partial(self._store.dismiss, missing))
        return bool(located)

    async def _work(self) -> None:
        """Work on a line, and then on others, as long as one is pending."""
        while self._stopped_by is None:
            line = await self._io.run_blocking(self._take)
            if line is None:
                return
            number, prompt, file = line
            await self._report()
            ended = False
            try:
                ended = await self._render(number, prompt, file)
            finally:
                with self._lock:
                    self._store.working -= 1
                    self._limited.discard(number)
            if ended:
                await self._report(number)

    def _take(self) -> tuple[int, Prompt, str] | None:
        """Return the next line that has a job, or may be sent."""
        with self._lock:
            while (line := self._store.next_pending(self._last_number)) is not None:
                self._last_number = line[0]
                if self._store.can_send() or self._store.has_job(line[0]):
                    self._store.working += 1
                    return line
        return None

    async def _render(self, number: int, prompt: Prompt, file: str) -> bool:
        """Create, wait and download; repeat what provably costs nothing. Return whether the line has ended."""
        session = evolve(self._session, ledger=LineLedger(self._store, number))
        options = RenderOptions(timeout=self._options.timeout, poll_interval=self._options.poll_interval)
        path, attempt = self._store.clips.path(file), 0
        while True:
            try:
                rendered = await render(self._io, session, prompt.prompt, path, prompt.arguments, options)
                await self._io.run_blocking(partial(self._store.clips.keep, file))
            except NotSent:
                return False
            except VideoJobsError as error:
                status = await self._status_after(number, error)
                if status == "pending" and self._is_repeatable(error) and attempt < _TRIES - 1:
                    await self._io.sleep(backoff(attempt, session.clock, first=_FIRST_DELAY, max_delay=_MAX_DELAY))
                    if not self._is_slot_awaited(number, error):
                        attempt += 1
                    continue
                await self._end(number, status, error, error.job)
                return status != "pending"
            await self._end(number, "done", None, rendered.job)
            return True

    async def _status_after(self, number: int, error: VideoJobsError) -> LineStatus:
        """Return the status of a line after an error, and stop the batch if no other line would fare better."""
        if isinstance(error, JobFailure):
            return "failed"
        if isinstance(error, AmbiguousCreate):
            return "unknown"
        if isinstance(error, ConfigurationError) or await self._io.run_blocking(partial(self._concerns_all, error)):
            self._stop(error)
            return "pending"
        # A job that is paid for is never given up, since `retry_failed` would pay for another.
        has_job = await self._io.run_blocking(partial(self._store.has_job, number))
        if has_job or isinstance(error, TransportError | RateLimited):
            return "pending"
        return "failed"  # the server, or a check, refused this line; no job was started

    def _concerns_all(self, error: VideoJobsError) -> bool:
        """Whether the server refuses the key, or lacks money, so that it refuses all other lines, too."""
        if not isinstance(error, ApiError):
            return False
        # Some servers use 403 for a prompt, too; a key whose requests were accepted before is not what they refuse.
        is_key = error.status_code == 401 or (error.status_code == 403 and not self._store.was_accepted())
        return is_key or concerns_money(error)

    def _is_slot_awaited(self, number: int, error: VideoJobsError) -> bool:
        """Whether a 429 may end when another line does: some providers bound the jobs that they render at once."""
        with self._lock:
            if isinstance(error, RateLimited):
                self._limited.add(number)
            else:
                self._limited.discard(number)
            return isinstance(error, RateLimited) and self._store.working > len(self._limited)

    def _is_repeatable(self, error: VideoJobsError) -> bool:
        return self._stopped_by is None and isinstance(error, TransportError | RateLimited | DownloadError)

    def _stop(self, error: VideoJobsError) -> None:
        """Send nothing more that is paid; jobs that are paid for are finished by the next run, at the latest."""
        self._store.is_stopped = True
        if self._stopped_by is None:
            self._stopped_by = error

    async def _end(self, number: int, status: LineStatus, error: VideoJobsError | None, job: VideoJob | None) -> None:
        blocking = self._io.run_blocking
        usage = None if job is None else job.usage
        await blocking(partial(self._store.finish, number, status, error=error, usage=usage))
        if status == "pending":
            assert error is not None, "a line without an error has ended"
            self._errors[number] = error
            # A server that cannot be reached by one line after all tries cannot be reached by the others.
            if isinstance(error, TransportError | RateLimited):
                self._stop(error)
            return
        with self._lock:
            self._counts["pending"] -= 1
            self._counts[status] += 1
            append_line(self._store, self._store.line(number))

    async def _report(self, number: int | None = None) -> None:
        on_progress = self._options.on_progress
        if on_progress is None:
            return
        line = None
        if number is not None:
            line = await self._io.run_blocking(partial(self._store.line, number))
        await self._io.call(on_progress, self._progress(line))

    def _progress(self, line: Any = None) -> BatchProgress:
        with self._lock:
            counts, running = dict(self._counts), self._store.working
        done_now = counts["done"] - self._done_before
        seconds_left = None
        if done_now:
            seconds_left = (time.monotonic() - self._started_at) / done_now * counts["pending"]
        return BatchProgress(
            total=sum(counts.values()),
            done=counts["done"],
            failed=counts["failed"],
            unknown=counts["unknown"],
            running=running,
            seconds_left=seconds_left,
            line=line,
        )
