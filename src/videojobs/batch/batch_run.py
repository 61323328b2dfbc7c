"""Run a batch: claim its lines, work on several at once, and look for what is unknown."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from attrs import field, frozen

from videojobs.batch.line_ledger import LineLedger
from videojobs.batch.line_run import LineRuns
from videojobs.batch.manifest import append_line, write_manifest
from videojobs.batch.prompts import Prompt
from videojobs.batch.results import BatchLine, BatchProgress, BatchResult, LineStatus
from videojobs.batch.store import Store
from videojobs.errors import ConfigurationError
from videojobs.jobs.clock import check_interval, checked_timeout
from videojobs.jobs.io import IO
from videojobs.jobs.limiter import checked_concurrency
from videojobs.jobs.recover.flow import find_jobs
from videojobs.jobs.render import RenderOptions
from videojobs.jobs.session import Session
from videojobs.jobs.workers import Workers

# How often a worker looks for lines that others added or gave back, and shows that it is at work.
_LOOK_INTERVAL, _SIGN_INTERVAL = 1.0, 10.0
# A worker that stays tries lines again that it could not finish.
_RETRY_INTERVAL = 60.0
# A worker whose connection broke has so long to come back before the others end without its lines.
_GRACE = 30.0
# One that is connected, but has shown no sign of life for so long, hangs.
_HANGS_AFTER = 300.0


@frozen(kw_only=True)
class BatchOptions:
    """The settings of one run of a batch.

    Attributes:
        at_once: Most lines that this worker works on at once; None for as many as all workers together may.
        retry_failed: Whether lines without a clip are paid for again.
        retry_unknown: Whether lines are sent again whose job is not in the provider's list.
        stay: Whether to wait for further lines when all are done.
        timeout: Seconds for the wait and the download of each line; None for no limit.
        poll_interval: Seconds between the polls of one job, or None.
        on_progress: Called when a line begins or ends.

    Raises:
        ConfigurationError: A number cannot be used.
    """

    at_once: int | None = None
    retry_failed: bool = False
    retry_unknown: bool = False
    stay: bool = False
    timeout: float | None = 3600.0
    poll_interval: float | None = None
    on_progress: Callable[[BatchProgress], Any] | None = field(default=None, eq=False)

    def __attrs_post_init__(self) -> None:
        checked_concurrency(self.at_once)
        checked_timeout(self.timeout, ConfigurationError)
        check_interval(self.poll_interval, ConfigurationError)


class BatchRun:
    """One run of a batch, by one worker.

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
        self._is_shared = store.database.is_shared
        self._lines = LineRuns(
            io, session, store, RenderOptions(timeout=options.timeout, poll_interval=options.poll_interval)
        )
        self._looked_for: set[str] = set()
        self._lock = Lock()
        self._counts: dict[LineStatus, int] = {}
        self._done_before = 0
        self._started_at = self._looked_at = self._signed_at = self._retried_at = time.monotonic()

    @property
    def is_working(self) -> bool:
        """Whether lines are being worked on."""
        return bool(self._lines.working)

    async def run(self, new_workers: Callable[[int], Workers]) -> BatchResult:
        """Finish what earlier runs left, and send the lines that are pending."""
        blocking = self._io.run_blocking
        await blocking(self._begin)
        await self._look_for_unknown(dismiss=self._options.retry_unknown)
        await blocking(partial(write_manifest, self._store))
        self._counts = await blocking(self._store.count)
        self._done_before = self._counts["done"]
        await self._report()
        while True:
            at_once = self._options.at_once or (await blocking(self._store.limits)).concurrency
            await self._work_on_lines(new_workers(at_once), at_once)
            if self._lines.stopped_by is not None:
                break
            if not await self._look_for_unknown() and not await blocking(self._may_get_lines):
                break
        return await blocking(self._result)

    def _begin(self) -> None:
        """Take over what this worker left when it ended the last time."""
        store = self._store
        store.database.on_reconnect(self._after_reconnection)
        if self._is_shared:
            store.show_sign_of_life()
        store.unrecorded.move_to(store.record)
        store.mark_unknown(store.database.worker)
        store.release(store.database.worker)
        store.stop(None)  # whoever starts a worker expects it to work
        store.reopen(failed=self._options.retry_failed)

    def _after_reconnection(self) -> None:
        """Record what could not be, and give back lines of a claim whose confirmation was lost."""
        self._store.unrecorded.move_to(self._store.record)
        self._store.release(self._store.database.worker, tuple(self._lines.working))
        self._store.show_sign_of_life()

    def _result(self) -> BatchResult:
        store = self._store
        stopped_by, stopped_because = self._lines.stopped_by, store.stopped_because
        if stopped_by is None and stopped_because is not None:
            stopped_by = ConfigurationError(f"another worker stopped the batch: {stopped_because}")
        errors = dict(self._lines.errors)
        for number in self._lines.without_image:
            if store.line(number).status in ("done", "failed", "unknown"):  # another worker had its image
                del errors[number]
        others: dict[str, int] = {}
        working: set[str] = set()
        if self._is_shared:
            others, working = store.lines_of_others(), self._working_others()
        store.release(store.database.worker)
        manifest: Path = write_manifest(store)
        self._counts = store.count()
        return BatchResult(
            progress=self._progress(),
            paid=store.paid(),
            manifest=manifest,
            stopped_by=stopped_by,
            errors=tuple(errors[number] for number in sorted(errors)),
            is_capped=store.is_capped and self._counts["pending"] > 0,
            disconnected={name: number for name, number in others.items() if name not in working},
        )

    async def _work_on_lines(self, workers: Workers, at_once: int) -> None:
        """Claim lines and work on them, as long as this worker may get some."""
        failures: list[Exception] = []
        working = self._lines.working

        async def work(number: int, prompt: Prompt, file: str) -> None:
            try:
                await self._work(number, prompt, file)
            except Exception as error:  # noqa: BLE001 - raised below: in a background task, it would be lost
                failures.append(error)
            finally:
                working.discard(number)
                workers.notify()

        try:
            while True:
                claimed = None
                has_ended = bool(failures) or self._lines.stopped_by is not None
                if not has_ended and len(working) < at_once:
                    claimed = await self._io.run_blocking(partial(self._store.claim, tuple(self._lines.without_image)))
                if claimed is not None:
                    working.add(claimed[0])
                    await self._report()
                    await workers.start(partial(work, *claimed))
                    continue
                if not working and (has_ended or not await self._io.run_blocking(self._may_get_lines)):
                    break
                await self._look_around()
                with self._io.on_close(workers.notify):
                    await workers.wait(_LOOK_INTERVAL if self._is_shared else math.inf)
        finally:
            await workers.close()
        if failures:
            raise failures[0]

    def _may_get_lines(self) -> bool:
        """Whether this worker may get lines later, since others may give some back."""
        store = self._store
        if not self._is_shared:
            return False
        if store.unknown_entries() - self._looked_for:
            return False  # look for those first
        if self._options.stay:
            if time.monotonic() - self._retried_at > _RETRY_INTERVAL:
                self._retried_at = time.monotonic()
                self._lines.without_image.clear()
                store.release(store.database.worker, tuple(self._lines.working))
            return True
        others = store.lines_of_others()
        return bool(others.keys() & (self._working_others() | store.recently_seen(_GRACE)))

    def _working_others(self) -> set[str]:
        """Return the names of the workers that are connected and do not hang."""
        return self._store.database.live_workers() & self._store.recently_seen(_HANGS_AFTER)

    async def _look_around(self) -> None:
        """Show that this worker is at work, and how far the others are."""
        now = time.monotonic()
        if not self._is_shared or now - self._looked_at < _LOOK_INTERVAL:
            return
        self._looked_at = now
        if now - self._signed_at > _SIGN_INTERVAL:
            self._signed_at = now
            await self._io.run_blocking(self._store.show_sign_of_life)
        counts = await self._io.run_blocking(self._store.count)
        if counts != self._counts:
            self._counts = counts
            await self._report()

    async def _look_for_unknown(self, *, dismiss: bool = False) -> bool:
        """Look for requests of unknown outcome in the provider's list; return whether the job of one was found.

        Args:
            dismiss: Whether requests that the list has no job for are sent again.
        """
        blocking = self._io.run_blocking
        entries = await blocking(self._store.unknown_entries)
        self._looked_for |= entries
        if not entries:
            return False
        ledger = LineLedger(self._store)
        state = await blocking(ledger.read)
        _, unknown = await find_jobs(self._io, self._session, ledger, state)
        if dismiss:
            # A list that could not be read, or has a job that may be this one, is no proof.
            missing = [str(result.entry_id) for result in unknown if result.error is None and not result.candidates]
            await blocking(partial(self._store.dismiss, missing))
        return bool(entries - await blocking(self._store.unknown_entries))

    async def _work(self, number: int, prompt: Prompt, file: str) -> None:
        status = await self._lines.work(number, prompt, file)
        if status is None or status == "pending":
            return
        line = await self._io.run_blocking(partial(self._append, number, status))
        await self._report(line)

    def _append(self, number: int, status: LineStatus) -> BatchLine:
        """Count a line that has ended, and add it to the manifest."""
        line = self._store.line(number)
        with self._lock:
            self._counts["pending"] -= 1
            self._counts[status] += 1
            append_line(self._store, line)
        return line

    async def _report(self, line: BatchLine | None = None) -> None:
        on_progress = self._options.on_progress
        if on_progress is not None:
            await self._io.call(on_progress, self._progress(line))

    def _progress(self, line: BatchLine | None = None) -> BatchProgress:
        with self._lock:
            counts = dict(self._counts)
        done_now = counts["done"] - self._done_before
        seconds_left = None
        if done_now:
            seconds_left = (time.monotonic() - self._started_at) / done_now * counts["pending"]
        return BatchProgress(
            total=sum(counts.values()),
            done=counts["done"],
            failed=counts["failed"],
            unknown=counts["unknown"],
            running=min(len(self._lines.working), counts["pending"]),
            seconds_left=seconds_left,
            line=line,
        )
