"""`concurrency=` and `rate=` of one client in two processes, and in two event loops."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Any

import anyio
import pytest

from tests.jobs.stub_server import DIALECT, KEY, StubServer
from tests.jobs.test_limits import Gauge, respond
from videojobs import AsyncVideoClient
from videojobs.testing import virtual_time

PROMPT = "a paper boat on a lake"
# The forked process starts while threads of its parent hold the only slot, the queue and the lock of the rate.
FORK = """
import asyncio, os, sys
from tests.jobs.stub_server import DIALECT, KEY
from videojobs import AsyncVideoClient, VideoClient
from videojobs.jobs.io import run
from videojobs.testing import virtual_time

url, kind = sys.argv[1:]
runner = asyncio.Runner()
if kind == "async":
    client = AsyncVideoClient(DIALECT, base_url=url, api_key=KEY, concurrency=1, rate="2/h")
    def finish(flow):
        return runner.run(flow)
else:
    client = VideoClient(DIALECT, base_url=url, api_key=KEY, concurrency=1, rate="2/h")
    def finish(result):
        return result

with virtual_time() as clock:
    finish(client.create("a boat"))
    limiter = client._io.limiter
    async def hold():
        await limiter.acquire("request", clock.monotonic() + 1, None)
        await limiter._acquire(limiter._queue, clock.monotonic() + 1)
    runner.run(hold()) if kind == "async" else run(hold())
    limiter._window._lock.acquire()
    client._closing._lock.acquire()
    client._session.retry_budget._lock.acquire()
    pid = os.fork()
    if pid == 0:
        if kind == "async":
            runner = asyncio.Runner()
        for number in range(3):
            finish(client.create("a boat"))
            finish(client.retrieve("video_1"))
        # One was sent by the parent, and counts: the first may leave, the second when that one is an hour old.
        assert clock.elapsed == 3600, clock.elapsed
        os._exit(0)
assert os.waitpid(pid, 0)[1] == 0, "the child failed"
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_forked_process_has_free_slots_and_goes_on_with_the_rate(kind: str, server: StubServer) -> None:
    """The threads that held the slots are not in it; the requests that left before it are."""
    server.respond_with(respond)
    done = subprocess.run(
        [sys.executable, "-c", FORK, server.url, kind], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert [request.method for request in server.requests] == ["POST"] + ["POST", "GET"] * 3


def in_two_loops(client: AsyncVideoClient, backend: str, method: str, argument: Any, times: int) -> None:
    """Call a method several times at once, in an event loop of each of two threads."""

    async def main() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(times):
                group.start_soon(getattr(client, method), argument)

    failures: list[BaseException] = []

    def work() -> None:
        try:
            anyio.run(main, backend=backend)
        except BaseException as error:  # noqa: BLE001 - compared below
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_each_event_loop_has_its_own_slots(backend: str, server: StubServer) -> None:
    """Two of each are under way, four in all."""
    gauge = Gauge(respond, together=4)
    server.respond_with(gauge)
    client = AsyncVideoClient(DIALECT, api_key=KEY, base_url=server.url, concurrency=2)
    in_two_loops(client, backend, "retrieve", "video_1", 6)
    assert gauge.most == 4 and len(server.requests) == 12


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_event_loops_keep_to_one_rate(backend: str, server: StubServer) -> None:
    """Twelve requests, three per minute, take three minutes; with a rate for each loop, one would do."""
    server.respond_with(respond)
    with virtual_time() as clock:
        client = AsyncVideoClient(DIALECT, api_key=KEY, base_url=server.url, rate="3/min")
        in_two_loops(client, backend, "create", PROMPT, 6)
    assert clock.elapsed >= 180 and len(server.requests) == 12
