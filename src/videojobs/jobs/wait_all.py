"""Wait for many jobs at once: one heap of due polls, and a bounded number of requests under way."""

from __future__ import annotations

import heapq
import math
from collections.abc import AsyncGenerator, Callable, Iterable
from functools import partial
from typing import Any

from attrs import frozen

from videojobs.errors import InvalidRequest, VideoJobsError
from videojobs.jobs.io import IO
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.session import Session, Target
from videojobs.jobs.wait import PolledJob, interval, pause_before_poll, poll, polled_jobs, report, timeout_error
from videojobs.jobs.workers import Workers

Result = VideoJob | VideoJobsError


@frozen
class Polled:
    """The outcome of one poll.

    Attributes:
        number: The position of the job.
        job: The job, or None if the poll failed.
        delay: Seconds until the next poll.
        error: Why no later poll can succeed, or None.
    """

    number: int
    job: VideoJob | None = None
    delay: float = 0.0
    error: Exception | None = None


class Schedule:
    """The due polls of many jobs.

    Args:
        io: Network and time.
        session: The settings of the client.
        workers: Runs the polls.
        targets: The jobs.
        timeout: Seconds for all of them together.
        on_update: Called with a job when its status or progress changes.
        poll_interval: Seconds between the polls of one job.

    Raises:
        InvalidRequest: A job is of another provider, or a number cannot be used. Nothing was sent.
    """

    def __init__(
        self,
        io: IO,
        session: Session,
        workers: Workers[Polled],
        targets: Iterable[Target],
        *,
        timeout: float | None,
        on_update: Callable[[VideoJob], Any] | None,
        poll_interval: float | None,
    ) -> None:
        if isinstance(targets, str | JobRef | VideoJob):  # a str is iterable: each letter would be polled
            raise InvalidRequest(f"jobs must be several jobs, as in [job], not one {type(targets).__name__}")
        self._io = io
        self._session = session
        self._workers = workers
        self._on_update = on_update
        self._jobs = polled_jobs(session, targets, timeout, poll_interval)
        self._due: list[tuple[float, int, bool]] = []
        self._under_way: set[int] = set()
        self._finished: list[tuple[int, Result]] = []
        for number, polled in enumerate(self._jobs):
            if polled.job is not None and polled.job.is_finished:
                self._finished.append((number, polled.job))
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

    def close(self) -> None:
        """Start no more polls."""
        self._workers.close()

    async def finished(self) -> list[tuple[int, Result]]:
        """Poll until at least one job is finished; return the position and the result of each such job.

        Nothing is polled between two calls. A task group may not stay open between them, since the caller may enter
        and leave cancel scopes meanwhile: https://anyio.readthedocs.io/en/stable/cancellation.html
        """
        async with self._workers.running():
            while not self._finished and (self._due or self._under_way):
                self._start_due()
                if not self._finished:
                    await self._receive()
        # Responses that came while the block was left: a task group waits for its tasks.
        while (outcome := await self._workers.result(0.0)) is not None:
            await self._record(outcome)
        if not self._workers.outlives_block:
            for number in list(self._under_way):  # cancelled, so polled again
                self._under_way.remove(number)
                self._push(number, 0.0)
        finished, self._finished = self._finished, []
        return finished

    def _first_delay(self, polled: PolledJob) -> float:
        """Return a random part of an interval: if all polls started at once, they would stay in step."""
        clock = self._session.clock
        seconds = interval(self._session, polled)
        if polled.job is None:
            return seconds * clock.random()
        return seconds * (1.0 - clock.random())

    def _push(self, number: int, delay: float) -> None:
        pause, polls_then = pause_before_poll(self._session, self._jobs[number], delay)
        heapq.heappush(self._due, (self._session.clock.monotonic() + pause, number, polls_then))

    def _start_due(self) -> None:
        """Start the due polls, as many as may be under way."""
        now = self._session.clock.monotonic()
        while self._due and self._due[0][0] <= now and len(self._under_way) < self._workers.limit:
            _, number, polls_then = heapq.heappop(self._due)
            polled = self._jobs[number]
            if not polls_then or (polled.polls and now >= polled.ends_at):
                self._finished.append((number, timeout_error(polled)))
            else:
                self._under_way.add(number)
                self._workers.start(partial(self._poll, number))

    async def _poll(self, number: int) -> Polled:
        try:
            job, delay = await poll(self._io, self._session, self._jobs[number])
        except Exception as error:  # noqa: BLE001 - raised by `_record`: in a thread, it would be lost
            return Polled(number, error=error)
        return Polled(number, job, delay)

    async def _receive(self) -> None:
        """Wait for a response or for the next due poll, whichever comes first."""
        clock = self._session.clock
        seconds = math.inf
        if self._due and len(self._under_way) < self._workers.limit:
            seconds = max(0.0, self._due[0][0] - clock.monotonic())
        if not self._under_way:
            await self._io.sleep(seconds)
            return
        outcome = await self._workers.result(clock.real_seconds(seconds))
        if outcome is not None:
            await self._record(outcome)

    async def _record(self, outcome: Polled) -> None:
        self._under_way.remove(outcome.number)
        polled = self._jobs[outcome.number]
        if isinstance(outcome.error, VideoJobsError):
            self._finished.append((outcome.number, self._session.add_context(outcome.error, polled.ref, polled.job)))
            return
        if outcome.error is not None:
            raise outcome.error
        if outcome.job is not None and outcome.job.is_finished:
            # Before the call of on_update: if that raises, the job is not lost to the caller of the next `finished`.
            self._finished.append((outcome.number, outcome.job))
        else:
            self._push(outcome.number, outcome.delay)
        if outcome.job is not None:
            await report(self._io, polled, self._on_update)


async def wait_all(schedule: Schedule) -> list[Result]:
    """Poll all jobs until each is finished or failed; return the results in the order of the jobs."""
    results: dict[int, Result] = {}
    try:
        while schedule.has_more:
            results.update(await schedule.finished())
    finally:
        schedule.close()
    return [results[number] for number in range(schedule.size)]


async def as_completed(schedule: Schedule) -> AsyncGenerator[Result]:
    """Yield each result as soon as it is there."""
    try:
        while schedule.has_more:
            for _, result in await schedule.finished():
                yield result
    finally:
        schedule.close()
