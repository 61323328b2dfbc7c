"""The scenarios of the simulation: many waits, an outage under them, a limit below them, and a long batch."""

from __future__ import annotations

from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from typing import Any

from attrs import frozen

from bench.scale.kernel import Kernel, SimulatedIO, SimulatedWorkers
from bench.scale.provider import Counts, Provider, Settings
from videojobs import VideoClient, VideoJob, VideoJobsError
from videojobs.jobs import clock
from videojobs.jobs.create.create import create
from videojobs.jobs.create.options import CreateArguments
from videojobs.jobs.session import Session
from videojobs.jobs.wait import wait
from videojobs.jobs.wait_all import Schedule, wait_all


@frozen
class Run:
    """The outcome of a simulation.

    Attributes:
        counts: The requests.
        seconds: Its simulated length.
        results: The result of each job.
    """

    counts: Counts
    seconds: float
    results: list[VideoJob | VideoJobsError]

    @property
    def errors(self) -> int:
        """The number of jobs that a wait or a create gave up."""
        return sum(isinstance(result, VideoJobsError) for result in self.results)


@contextmanager
def _simulated(seed: int = 1) -> Generator[Kernel]:
    kernel = Kernel(seed)
    before = clock.replace(kernel)
    try:
        yield kernel
    finally:
        clock.replace(before)


def _session() -> Session:
    """Return the settings of a new client: each has a retry budget of its own."""
    return VideoClient("openai", api_key="x", base_url="https://api.example.com/v1")._session


def wait_for_jobs(settings: Settings, *, jobs: int, workers: int, poll_interval: float | None = None) -> Run:
    """Wait for jobs that were created before, an equal number on each worker; each is one `wait_all`."""
    with _simulated() as kernel:
        provider = Provider(kernel, settings)
        ids = [f"video_{number}" for number in range(jobs)]
        for job_id in ids:
            provider.start_job(job_id)
        results: list[VideoJob | VideoJobsError] = []

        async def work(number: int) -> None:
            schedule = Schedule(
                SimulatedIO(kernel, provider),
                _session(),
                SimulatedWorkers(kernel),
                ids[number::workers],
                timeout=None,
                on_update=None,
                poll_interval=poll_interval,
            )
            results.extend(await wait_all(schedule))

        for number in range(workers):
            kernel.spawn(work(number))
        kernel.run()
        return Run(provider.counts, kernel.now, results)


def run_lines(settings: Settings, *, lines: int, workers: int, concurrency: int, rate: str | None = None) -> Run:
    """Create and wait for so many jobs: each worker works on ``concurrency`` lines at once, as a batch does."""
    with _simulated() as kernel:
        provider = Provider(kernel, settings)
        pending = iter(range(lines))
        results: list[VideoJob | VideoJobsError] = []

        async def work(io: SimulatedIO, session: Session) -> None:
            for number in pending:
                result = await _outcome(_line(io, session, f"clip {number}"))
                results.append(result)

        for _ in range(workers):
            io, session = SimulatedIO(kernel, provider, rate=rate), _session()
            for _ in range(concurrency):
                kernel.spawn(work(io, session))
        kernel.run()
        return Run(provider.counts, kernel.now, results)


async def _line(io: Any, session: Session, prompt: str) -> VideoJob:
    job = await create(io, session, prompt, CreateArguments())
    return await wait(io, session, job, timeout=None)


async def _outcome(flow: Coroutine[Any, Any, VideoJob]) -> VideoJob | VideoJobsError:
    try:
        return await flow
    except VideoJobsError as error:
        return error
