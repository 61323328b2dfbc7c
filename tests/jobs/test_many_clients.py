"""Many jobs and clients at one provider, simulated: an outage does not end in a burst, and a limit is kept."""

from __future__ import annotations

import pytest

from bench.scale.kernel import SimulatedWorkers
from bench.scale.provider import Outage, OutageKind, Settings
from bench.scale.scenarios import Run, wait_for_jobs
from tests.jobs.conftest import Either
from tests.jobs.stub_server import StubResponse, job
from videojobs.testing import VirtualClock, virtual_time

JOBS, WORKERS = 150, 2
RENDER = (400.0, 500.0)
START, END = 60, 240
# After the first polls, 150 jobs are polled every 15 to 20 s.
USUAL = JOBS / 17.5


def polls_of(run: Run, start: int, seconds: int) -> list[int]:
    """Return the polls of each second."""
    return [run.counts.polls[second] for second in range(start, start + seconds)]


@pytest.mark.parametrize("kind", ["503, Retry-After: date", "503, Retry-After: 30", "refused", "silent"])
def test_an_outage_does_not_end_in_a_burst(kind: OutageKind) -> None:
    """All clients learn that the server responds again; they come back no faster than they polled before."""
    outage = Outage(kind, START, END)
    run = wait_for_jobs(Settings(render_seconds=RENDER, outage=outage), jobs=JOBS, workers=WORKERS)
    assert run.errors == 0
    assert len(run.results) == JOBS
    assert max(polls_of(run, END, 60)) <= 3 * USUAL
    assert sum(polls_of(run, END, 90)) >= 60 * USUAL / 2


@pytest.mark.parametrize("retry_after", [None, 5])
def test_polls_come_near_the_limit_of_the_provider(retry_after: int | None) -> None:
    """A quarter of the usual polls is allowed: most polls are accepted soon, and no wait is given up."""
    settings = Settings(render_seconds=(700.0, 900.0), requests_per_second=USUAL / 4, retry_after=retry_after)
    run = wait_for_jobs(settings, jobs=JOBS, workers=WORKERS)
    assert run.errors == 0
    refused = sum(run.counts.limited[second] for second in range(200, 700))
    assert refused <= 0.3 * sum(polls_of(run, 200, 500))


def test_the_first_polls_of_many_jobs_are_spread() -> None:
    """At growing intervals, a client polls 500 times a second at most, however many jobs it begins to wait for."""
    run = wait_for_jobs(Settings(render_seconds=(8.0, 9.0)), jobs=3_000, workers=1)
    assert max(polls_of(run, 0, 8)) <= 600


def test_a_busy_machine_polls_a_slow_server_as_often_as_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    """400 jobs, a poll per 5 s each: responses that take 1 to 2 s need 80 polls under way, not the 50 of the start.

    The flow that starts the polls wakes up to half a second late: 300 ms were measured with five programs per core.
    """
    wait = SimulatedWorkers.wait

    async def wait_late(workers: SimulatedWorkers, seconds: float) -> None:
        await wait(workers, seconds)
        await workers._kernel.pause(0.5 * workers._kernel.random())

    monkeypatch.setattr(SimulatedWorkers, "wait", wait_late)
    monkeypatch.setattr("videojobs.jobs.wait_all._JOBS_PER_REQUEST", 2)
    monkeypatch.setattr("bench.scale.provider.LATENCY", 1.0)
    run = wait_for_jobs(Settings(render_seconds=(80.0, 81.0)), jobs=400, workers=1, poll_interval=5.0)
    # A poll per 5 s, and 1.25 s for its response, on average.
    assert sum(polls_of(run, 40, 40)) / 40 > 0.95 * 400 / 6.25


RUNNING, DONE = StubResponse.json(job("in_progress")), StubResponse.json(job("completed"))
SLOW_DOWN = StubResponse.json({"error": {"message": "slow down"}}, 429, Retry_After="1")


def test_a_refused_poll_is_repeated_no_sooner_than_another(call: Either) -> None:
    """A server that names a second would get twenty times the polls from the jobs that it refused."""
    call.server.respond_with(*[RUNNING] * 9, SLOW_DOWN, SLOW_DOWN, SLOW_DOWN, *[RUNNING] * 30, DONE)
    with virtual_time() as clock:
        assert call("wait", "video_1", timeout=None).is_completed
    refused, accepted = clock.sleeps[9:12], clock.sleeps[12:]
    assert refused == sorted(refused)
    assert 20 < refused[0] < refused[2] < 50
    # Slowly back to the usual interval.
    assert accepted == sorted(accepted, reverse=True)
    assert accepted[-1] == 20


def test_requests_that_are_refused_at_once_do_not_come_back_at_once(
    call: Either, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A requested delay is extended at random, never shortened."""
    monkeypatch.setattr(VirtualClock, "random", lambda clock: 0.5)
    refusal = StubResponse.json({"error": {"message": "slow down"}}, 429, Retry_After="8")
    call.server.respond_with(refusal, DONE)
    with virtual_time() as clock:
        call("create", "a boat")
    assert clock.sleeps == [9.0]
