"""Wait for many jobs at once; and start many at once.

Due is a poll 5 s after the one before; late is the time from then to its arrival at the server. A program is a process
of its own: ``python -m bench.waits PROGRAM URL JOBS START SECONDS`` prints the figures of some seconds after the start.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx

from bench import memory
from bench.benchmark import Programs, Row, Sample, Size, benchmark
from bench.calls import PROMPT, tasks
from bench.measure import HOME, environment
from bench.servers import poll_server
from videojobs import AsyncVideoClient

INTERVAL = 5.0


async def _wait_all(url: str, jobs: int, **settings: Any) -> None:
    async with AsyncVideoClient("openai", api_key="x", base_url=url, **settings) as client:
        await client.wait_all([f"video_{number}" for number in range(jobs)], timeout=None, poll_interval=INTERVAL)


async def _tasks_of_httpx(url: str, jobs: int) -> None:
    """Run a task per job, all on one client of httpx."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:

        async def wait(number: int) -> None:
            await asyncio.sleep(random.random() * INTERVAL)
            while True:
                (await client.get(f"/videos/video_{number}")).json()
                await asyncio.sleep(INTERVAL)

        await asyncio.gather(*(wait(number) for number in range(jobs)), return_exceptions=True)


PROGRAMS: dict[str, Callable[[str, int], Coroutine[Any, Any, None]]] = {
    "ours": _wait_all,
    "aiohttp": partial(_wait_all, transport="aiohttp"),
    "httpx": _tasks_of_httpx,
}


async def main(program: str, url: str, jobs: int, start_seconds: float, seconds: float) -> None:
    """Run a program for some seconds after its start, print its figures, and end this process."""
    before = memory.start()
    running = asyncio.create_task(PROGRAMS[program](url, jobs))
    await asyncio.sleep(start_seconds)  # connections are opened meanwhile
    await asyncio.to_thread(httpx.get, f"{url}/numbers", verify=False, timeout=60)
    cpu, start = time.process_time(), time.monotonic()
    await asyncio.sleep(seconds)
    numbers = (await asyncio.to_thread(httpx.get, f"{url}/numbers", verify=False, timeout=60)).json()
    cpu, wall = time.process_time() - cpu, time.monotonic() - start
    late = sorted(gap - INTERVAL for gap in numbers["gaps"]) or [wall]
    polls = max(1, numbers["polls"])
    figures = {
        "cores": cpu / wall,
        "cpu": cpu / polls,
        "memory": memory.peak() - before,
        "polls": polls / wall,
        "missed": max(0.0, 1 - polls / (jobs * wall / INTERVAL)),
        "p50": late[len(late) // 2],
        "p99": late[len(late) * 99 // 100],
    }
    if running.done():
        running.result()  # raises what ended it
    print(json.dumps(figures), flush=True)
    os._exit(0)  # on a busy machine, to cancel the tasks of a client that has fallen behind takes a minute


def _process(program: str, url: str, jobs: int, size: Size) -> Sample:
    start_seconds, seconds = size.of(6, 2), size.of(15, 6)
    command = [sys.executable, "-m", "bench.waits", program, url, str(jobs), str(start_seconds), str(seconds)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment(), cwd=HOME)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _rows(jobs: int, peers: Sequence[str] = ()) -> list[Row]:
    rows = []
    for ours, name in (("ours", f"{jobs:,} waits"), ("aiohttp", f"{jobs:,} waits, aiohttp")):
        rows += [
            Row(f"{name}: polls per second", "/s", "polls", ours=ours, peers=("httpx",)),
            Row(f"{name}: cores", "cores", "cores", ours=ours, peers=peers),
            Row(f"{name}: CPU per poll", "us", ours=ours, peers=peers),
            Row(f"{name}: memory", "MiB", "memory", ours=ours, peers=peers),
            Row(f"{name}: lateness, p50", "ms", "p50", ours=ours, peers=peers),
            Row(f"{name}: lateness, p99", "ms", "p99", ours=ours, peers=peers),
            Row(f"{name}: missed polls", "%", "missed", ours=ours, peers=peers),
        ]
    return rows


@benchmark("waits-1000", *_rows(1_000, ("httpx",)), rounds=(2, 1), warm_up=False)
@contextmanager
def thousand_waits(size: Size) -> Generator[Programs]:
    """Wait for 1,000 jobs."""
    with poll_server() as url:
        yield {name: partial(_process, name, url, 1_000, size) for name in PROGRAMS}


@benchmark("waits-10000", *_rows(10_000), rounds=(2, 1), warm_up=False)
@contextmanager
def ten_thousand_waits(size: Size) -> Generator[Programs]:
    """Wait for 10,000 jobs."""
    with poll_server() as url:
        programs: dict[str, Any] = {name: partial(_process, name, url, 10_000, size) for name in ("ours", "aiohttp")}
        # It polls no job twice, and to end 10,000 tasks of one client takes minutes.
        yield {**programs, "httpx": "collapses"}


async def _creates(url: str, number: int, at_once: int) -> Sample:
    async with AsyncVideoClient("openai", api_key="x", base_url=url) as client:
        return await tasks(lambda: client.create(PROMPT["prompt"]), at_once, number)


@benchmark(
    "creates",
    Row("500 creates at once", "us", limit="100 at a time"),
    Row("500 creates at once: wall", "us", "wall", limit="100 at a time"),
    rounds=(9, 2),
)
@contextmanager
def creates(size: Size) -> Generator[Programs]:
    """Start many jobs at once on one client."""
    number = size.of(2_000, 500)
    with poll_server() as url:
        yield {
            "ours": lambda: asyncio.run(_creates(url, number, 500)),
            "100 at a time": lambda: asyncio.run(_creates(url, number, 100)),
        }


if __name__ == "__main__":
    _program, _url, _jobs, _start, _seconds = sys.argv[1:]
    asyncio.run(main(_program, _url, int(_jobs), float(_start), float(_seconds)))
