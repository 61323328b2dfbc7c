"""Many jobs and clients at one provider, simulated: an outage does not end in a burst, and a limit is kept."""

from __future__ import annotations

import pytest

from bench.scale.provider import Outage, OutageKind, Settings
from bench.scale.scenarios import Run, wait_for_jobs

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
