"""Wait for many jobs at once: one heap of due polls, and a bounded number of requests under way."""

from __future__ import annotations

import heapq
import logging
import math
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import suppress
from functools import partial
from threading import Lock
from typing import Any

from videojobs.errors import InvalidRequest, VideoJobsError, printable
from videojobs.jobs.io import IO
from videojobs.jobs.log import log_outcome
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.session import Session, Target
from videojobs.jobs.wait import PolledJob, interval, pause_before_poll, poll, polled_jobs, report, timeout_error
from videojobs.jobs.workers import Workers

Result = VideoJob | VideoJobsError
MIN_REQUESTS, MAX_REQUESTS = 50, 500
_JOBS_PER_REQUEST = 20
"""With a poll per 5 s each, 20 jobs keep one connection busy if a response takes 250 ms."""
_TICK = 0.005
"""Polls that are due within so many seconds start together: to wake up for each costs more than a poll is late."""
_GROWTH, _GROWTH_PAUSE, _LATE = 10, 0.05, 0.01
"""So many more polls may be under way, after so many seconds in which all were used, unless so many seconds late."""
_LAST_POLLS_PER_SECOND = 1000.0
_POLLS_PER_SECOND = 500.0
"""At growing intervals; these are as long as they must be for the polls of all jobs to be no more."""
_OVERDUE = 5.0
"""When a server responds again, polls that are due for so many seconds are spread over an interval."""
_LOGGED_IDS = 20

_log = logging.getLogger("videojobs")


def max_requests(jobs: int) -> int:
    """Return how many polls of so many jobs may be under way at once."""
    return min(MAX_REQUESTS, max(MIN_REQUESTS, jobs // _JOBS_PER_REQUEST))


class Schedule:
    """The due polls of many jobs.

    A worker polls the job that is due first, then the next one, and ends when no job is due. The caller of `finished`
    sleeps until a job is due, and starts a worker then.

    Args:
        io: Network and time.
        session: The settings of the client.
        workers: Runs the polls.
        targets: The jobs.
        timeout: Seconds for all of them together.
        on_update: Called with a job when its status or progress changes.
        poll_interval: Seconds between the polls of one job.
        limit: Most polls under way at once, if fewer than suit the number of jobs.

    Raises:
        InvalidRequest: A job is of another provider, or a number cannot be used. Nothing was sent.
    """

    def __init__(
        self,
        io: IO,
        session: Session,
        workers: Workers,
        targets: Iterable[Target],
        *,
        timeout: float | None,
        on_update: Callable[[VideoJob], Any] | None,
        poll_interval: float | None,
        limit: int = MAX_REQUESTS,
    ) -> None:
        if isinstance(targets, str | JobRef | VideoJob):  # a str is iterable: each letter would be polled
            raise InvalidRequest(f"jobs must be several jobs, as in [job], not one {type(targets).__name__}")
        self._io = io
        self._session = session
        self._workers = workers
        self._on_update = on_update
        self._started_at = session.clock.monotonic()
        self._jobs = polled_jobs(session, targets, timeout, poll_interval)
        for polled in self._jobs:
            polled.min_interval = len(self._jobs) / _POLLS_PER_SECOND
        self._max_limit = min(limit, max_requests(len(self._jobs)))
        self._limit = min(self._max_limit, MIN_REQUESTS)
        self._grows_at: float | None = None
        # Workers may be threads: the lock guards all that follows.
        self._lock = Lock()
        self._due: list[tuple[float, int, bool]] = []
        self._under_way = 0
        self._polled_last: set[int] = set()
        self._finished: dict[int, Result] = {}
        self._updated: deque[PolledJob] = deque()
        self._failure: Exception | None = None
        self._is_polling = False
        self._wakes_at = -math.inf
        self._is_failing = False
        for number, polled in enumerate(self._jobs):
            if polled.job is not None and polled.job.is_finished:
                self._finished[number] = polled.job
            else:
                self._push(number, self._first_delay(polled))

    @property
    def size(self) -> int:
        """The number of jobs."""
        return len(self._jobs)

    @property
    def has_more(self) -> bool:
        """Whether a job has not been returned by `finished` yet."""
        return bool(self._finished or self._due or self._under_way)

    async def close(self) -> None:
        """Start no more polls, and end those under way."""
        self._is_polling = False
        await self._workers.close()

    async def finished(self) -> dict[int, Result]:
        """Poll until at least one job is finished; return the result of each such job by its position.

        Between two calls, polls under way go on, and no other starts.
        """
        try:
            self._is_polling = True
            results = await self._poll_until_finished()
        except BaseException as error:
            self._explain(error)
            raise
        finally:
            self._is_polling = False
        for number, result in results.items():
            log_outcome(self._session, "wait", self._started_at, result, self._jobs[number].ref)
        return results

    async def _poll_until_finished(self) -> dict[int, Result]:
        while True:
            await self._report_updates()
            with self._lock:
                if not self._updated and (self._finished or not (self._due or self._under_way)):
                    results, self._finished = self._finished, {}
                    return results
            await self._start_workers()
            with self._io.on_close(self._workers.notify):
                await self._wait()

    def _explain(self, error: BaseException) -> None:
        """Log the jobs that an exception leaves unfinished, and add them to it as a note: they go on, paid for."""
        if isinstance(error, VideoJobsError | GeneratorExit):
            return
        ids = [polled.ref.id for polled in self._jobs if polled.job is None or not polled.job.is_finished]
        names = ", ".join(self._session.mask(printable(job_id, 100)) for job_id in ids[:_LOGGED_IDS])
        if len(ids) > _LOGGED_IDS:
            names += f" and {len(ids) - _LOGGED_IDS} more"
        text = (
            f"waiting for {len(self._jobs)} jobs was interrupted by {type(error).__name__}, {len(ids)} of them not "
            f"finished: {names or 'none'}. They go on at the provider: pass them to wait_all() or as_completed() again"
        )
        with suppress(Exception):  # a log handler may fail; the exception must go on unchanged
            error.add_note(text)
            _log.info("%s: %s", self._session.dialect.name, text)

    async def _report_updates(self) -> None:
        """Call ``on_update`` in the caller's thread or task, with one job after the other."""
        while self._updated:
            await report(self._io, self._updated.popleft(), self._on_update)
        if self._failure is not None:
            raise self._failure

    def _first_delay(self, polled: PolledJob) -> float:
        """Return a random part of an interval: if all polls started at once, they would stay in step."""
        clock = self._session.clock
        seconds = interval(self._session, polled)
        if polled.job is None:
            return seconds * clock.random()
        return seconds * (1.0 - clock.random())

    def _push(self, number: int, delay: float) -> None:
        clock = self._session.clock
        polled = self._jobs[number]
        pause, polls_then = pause_before_poll(self._session, polled, delay)
        if number in self._polled_last:
            pause, polls_then = polled.ends_at - clock.monotonic(), False
        elif polls_then and pause < delay:
            # The last polls, shortly before the deadline, are spread, too.
            self._polled_last.add(number)
            pause -= min(pause, len(self._jobs) / _LAST_POLLS_PER_SECOND) * clock.random()
        due_at = clock.monotonic() + max(0.0, pause)
        heapq.heappush(self._due, (due_at, number, polls_then))
        if due_at < self._wakes_at:
            self._workers.notify()

    async def _start_workers(self) -> None:
        """Start workers for the jobs that are due, as many as may be under way."""
        while True:
            with self._lock:
                number = None
                if self._under_way < self._limit:
                    number = self._take_due()
                if number is None:
                    return
                self._under_way += 1
            await self._workers.start(partial(self._work, number))

    def _take_due(self) -> int | None:
        """Remove and return the job that is due first, or None. Jobs whose time is over are finished."""
        now = self._session.clock.monotonic()
        while self._due and self._due[0][0] <= now:
            _, number, polls_then = heapq.heappop(self._due)
            polled = self._jobs[number]
            if polls_then and not (polled.polls and now >= polled.ends_at):
                return number
            self._finished[number] = timeout_error(polled)
        return None

    async def _work(self, first: int) -> None:
        """Poll a job, and then others, as long as one is due."""
        number: int | None = first
        try:
            while number is not None:
                polled = self._jobs[number]
                try:
                    job, delay = await poll(self._io, self._session, polled, "poll")
                    error = None
                except VideoJobsError as reason:
                    job, delay, error = None, 0.0, self._session.add_context(reason, polled.ref, polled.job)
                with self._lock:
                    self._record(number, polled, job, delay, error)
                    number = self._take_due() if self._is_polling else None
        except Exception as error:  # noqa: BLE001 - raised by `finished`: in a background task, it would be lost
            self._failure = error
        finally:
            with self._lock:
                self._under_way -= 1
                # With a virtual clock, time passes only while nothing is under way.
                if not self._under_way or self._finished or self._failure is not None:
                    self._workers.notify()

    def _record(
        self, number: int, polled: PolledJob, job: VideoJob | None, delay: float, error: VideoJobsError | None
    ) -> None:
        self._spread_overdue(has_failed=polled.failure is not None)
        if job is not None and self._on_update is not None:
            self._updated.append(polled)
            self._workers.notify()
        if error is not None:
            self._finished[number] = error
        elif job is not None and job.is_finished:
            self._finished[number] = job
        else:
            self._push(number, delay)
        if self._finished:
            self._workers.notify()

    def _spread_overdue(self, *, has_failed: bool) -> None:
        """Spread the polls that no worker was free for while the server did not respond, when it responds again.

        Started as fast as they can be, they would be many times the usual polls: the load that a server which has just
        come back can least bear.
        """
        was_failing, self._is_failing = self._is_failing, has_failed
        now = self._session.clock.monotonic()
        if has_failed or not was_failing or not self._due or now - self._due[0][0] < _OVERDUE:
            return
        due: list[tuple[float, int, bool]] = []
        for due_at, number, polls_then in self._due:
            polled = self._jobs[number]
            moment = due_at
            if due_at < now and polls_then:
                moment = min(now + interval(self._session, polled) * self._session.clock.random(), polled.ends_at)
            due.append((moment, number, polls_then))
        heapq.heapify(due)
        self._due = due

    async def _wait(self) -> None:
        """Wait until a job is finished or due, whichever comes first."""
        clock = self._session.clock
        with self._lock:
            if self._finished or self._updated or self._failure is not None:
                return
            seconds = math.inf
            if self._due and self._under_way < self._limit:
                seconds = max(0.0, self._due[0][0] - clock.monotonic())
            elif self._due and self._limit < self._max_limit:
                seconds = self._until_growth()
            if len(self._jobs) > MIN_REQUESTS:
                seconds = max(seconds, _TICK)
            self._wakes_at = clock.monotonic() + seconds
            is_idle = not self._under_way
        if is_idle:
            await self._io.sleep(seconds)
        else:
            await self._workers.wait(clock.real_seconds(seconds))
        self._wakes_at = -math.inf
        self._grow()

    def _until_growth(self) -> float:
        """Return the seconds until more polls may be under way."""
        now = self._session.clock.monotonic()
        if self._grows_at is None:
            self._grows_at = now + _GROWTH_PAUSE
        return max(0.0, self._grows_at - now)

    def _grow(self) -> None:
        """Let more polls be under way, unless this flow was woken late.

        Then it is not the server that delays the polls, but the CPU, which more of them would only use up: with 500
        under way, each takes a sixth more than with 50, and a third fewer are sent. On a busy machine, some wake-ups
        are in time nevertheless, so that the number grows where the server is slow, too.
        """
        now = self._session.clock.monotonic()
        if self._grows_at is None or now < self._grows_at:
            return
        if self._under_way >= self._limit and now - self._grows_at < _LATE:
            self._limit = min(self._max_limit, self._limit + _GROWTH)
        self._grows_at = None


async def wait_all(schedule: Schedule) -> list[Result]:
    """Poll all jobs until each is finished or failed; return the results in the order of the jobs."""
    results: dict[int, Result] = {}
    try:
        while schedule.has_more:
            results.update(await schedule.finished())
    finally:
        await schedule.close()
    return [results[number] for number in range(schedule.size)]


async def as_completed(schedule: Schedule) -> AsyncGenerator[Result]:
    """Yield each result as soon as it is there."""
    try:
        while schedule.has_more:
            for result in (await schedule.finished()).values():
                yield result
    finally:
        await schedule.close()
