"""Many jobs at once: polls per second, CPU and lateness of `wait_all`, and of a task per job on one httpx client.

Due is a poll 5 s after the one before; late is the time from then to its arrival at the server. The server is another
process; CPU is that of the client. Other programs on the machine make the figures worse, CPU per poll least of all.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
from attrs import frozen

from bench.timing import HOME, Row, show
from videojobs import AsyncVideoClient

INTERVAL = 5.0
SECONDS = 15.0
Program = Callable[[str, int], Awaitable[None]]


@frozen
class Load:
    """The outcome of many waits.

    Attributes:
        name: The program and the number of jobs.
        polls: Polls per second.
        cpu: Share of one core.
        per_poll: Microseconds of CPU per poll.
        late: Milliseconds that the median poll, and one in a hundred, is late; infinite if no job was polled twice.
        missed: Share of the polls that were due and did not arrive.
    """

    name: str
    polls: float
    cpu: float
    per_poll: float
    late: tuple[float, float]
    missed: float


@contextmanager
def _server(delay: float = 0.0) -> Generator[str]:
    command = [sys.executable, "-m", "bench.many_server", str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HOME) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


async def _wait_all(url: str, jobs: int, **settings: Any) -> None:
    async with AsyncVideoClient("openai", api_key="x", base_url=url, **settings) as client:
        await client.wait_all([f"video_{number}" for number in range(jobs)], timeout=None, poll_interval=INTERVAL)


async def _aiohttp(url: str, jobs: int) -> None:
    await _wait_all(url, jobs, transport="aiohttp")


async def _naive(url: str, jobs: int) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:

        async def wait(number: int) -> None:
            await asyncio.sleep(random.random() * INTERVAL)
            while True:
                (await client.get(f"/v1/videos/video_{number}")).json()
                await asyncio.sleep(INTERVAL)

        await asyncio.gather(*(wait(number) for number in range(jobs)), return_exceptions=True)


async def _for_a_while(program: Program, url: str, jobs: int) -> None:
    async with asyncio.timeout(SECONDS):
        await program(url, jobs)


def _load(name: str, program: Program, url: str, jobs: int) -> Load:
    httpx.get(f"{url}/numbers")
    cpu, start = time.process_time(), time.monotonic()
    with suppress(TimeoutError):
        asyncio.run(_for_a_while(program, url, jobs))
    cpu, seconds = time.process_time() - cpu, time.monotonic() - start
    numbers = httpx.get(f"{url}/numbers").json()
    late = sorted((gap - INTERVAL) * 1000 for gap in numbers["gaps"])
    polls = max(1, numbers["polls"])
    return Load(
        name=f"{name}, {jobs:,} jobs",
        polls=polls / seconds,
        cpu=cpu / seconds,
        per_poll=cpu / polls * 1e6,
        late=(late[len(late) // 2], late[len(late) * 99 // 100]) if late else (float("inf"), float("inf")),
        missed=max(0.0, 1 - polls / (jobs * seconds / INTERVAL)),
    )


async def _creates(url: str, number: int, together: int) -> float:
    """Return the microseconds of each of so many creates, of which some are started together."""
    async with AsyncVideoClient("openai", api_key="x", base_url=url) as client:
        await asyncio.gather(*(client.create("a boat") for _ in range(together)))  # opens the connections
        start = time.process_time()
        for _ in range(0, number, together):
            await asyncio.gather(*(client.create("a boat") for _ in range(together)))
        return (time.process_time() - start) / number * 1e6


def run() -> None:
    """Print the tables."""
    print(f"\nA poll per {INTERVAL:g} s and job; budget for 10,000 jobs: 2,000 polls/s, p99 250 ms, one core")
    print(f"  {'':<40}{'polls/s':>9}{'cores':>8}{'us/poll':>9}{'late p50':>10}{'p99 ms':>9}{'missed':>8}")
    with _server() as url:
        for jobs in (1_500, 10_000):
            _print(_load("ours: wait_all", _wait_all, url, jobs))
            _print(_load("ours: wait_all, aiohttp", _aiohttp, url, jobs))
            if jobs < 10_000:  # to end 10,000 tasks of one httpx client takes minutes
                _print(_load("httpx: a task per job", _naive, url, jobs))
        rows = [
            Row("100 at a time", asyncio.run(_creates(url, 1_000, 100))),
            Row("500 at a time", asyncio.run(_creates(url, 1_000, 500)), "budget: 1.0"),
        ]
    show("CPU of a create", "us", rows, against="100 at a time")


def _print(load: Load) -> None:
    print(
        f"  {load.name:<40}{load.polls:>9,.0f}{load.cpu:>8.2f}{load.per_poll:>9,.0f}"
        f"{load.late[0]:>10,.0f}{load.late[1]:>9,.0f}{load.missed:>8.0%}",
        flush=True,
    )
