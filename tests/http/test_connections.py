"""Connections belong to one process and one event loop, and end with their client."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import subprocess
import sys
import threading
import warnings
import weakref
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import anyio
import httpx
import pytest

from tests.jobs.stub_server import DIALECT, KEY, StubResponse, job, serving
from videojobs import AsyncVideoClient, ConfigurationError, VideoClient


class _Jobs(BaseHTTPRequestHandler):
    """Serves the job that the path names; connections are kept."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    connections: set[tuple[str, int]]

    def do_GET(self) -> None:
        self.connections.add(self.client_address)
        self._respond(self.path.rpartition("/")[2])

    def do_POST(self) -> None:
        self.connections.add(self.client_address)
        self.rfile.read(int(self.headers["content-length"]))
        self._respond("video_1")

    def _respond(self, job_id: str) -> None:
        body = json.dumps(job(id=job_id)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name of the base class
        """Print nothing."""


Jobs = tuple[str, set[tuple[str, int]]]


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    """URL of a server that keeps connections, and the addresses that connected."""
    connections: set[tuple[str, int]] = set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Jobs", (_Jobs,), {"connections": connections}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", connections
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("backends", [("asyncio", "asyncio"), ("trio", "trio"), ("asyncio", "trio")])
def test_each_event_loop_has_its_own_connections(jobs: Jobs, backends: tuple[str, str]) -> None:
    """A second `asyncio.run` works, and the connections of the first are closed with its loop."""
    url, connections = jobs
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client = AsyncVideoClient(DIALECT, base_url=url, api_key=KEY)

        async def main() -> None:
            assert (await client.create("a boat")).id == "video_1"
            assert (await client.retrieve("video_2")).id == "video_2"

        for number, backend in enumerate(backends, 1):
            anyio.run(main, backend=backend)
            gc.collect()
            assert len(connections) == number
        anyio.run(client.aclose)
        gc.collect()


def test_a_loop_that_is_closed_by_hand_does_no_harm(jobs: Jobs) -> None:
    """As in task queues that make a loop for each task and never end its generators."""
    # docs/reliability.md: the garbage collector closes these sockets, and warns. It is made to do so here, or it would
    # do it in another test.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        client = AsyncVideoClient(DIALECT, base_url=jobs[0], api_key=KEY)
        is_alive = weakref.ref(client)
        for _ in range(2):
            loop = asyncio.new_event_loop()
            assert loop.run_until_complete(client.create("a boat")).id == "video_1"
            loop.close()
        del client, loop
        gc.collect()
    assert is_alive() is None


def test_two_loops_at_once_do_not_share(jobs: Jobs) -> None:
    """Two threads, each with a loop, use one client."""
    client = AsyncVideoClient(DIALECT, base_url=jobs[0], api_key=KEY)
    results: list[list[str]] = []

    async def poll(name: str) -> list[str]:
        return [(await client.retrieve(f"{name}_{number}")).id for number in range(20)]

    def run(name: str) -> None:
        results.append(asyncio.run(poll(name)))

    threads = [threading.Thread(target=run, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [[f"{name}_{number}" for number in range(20)] for name in ("a", "b")]


FORK = """
import asyncio, os, sys
from tests.jobs.stub_server import DIALECT, KEY
from videojobs import AsyncVideoClient, VideoClient
import httpx

url, kind = sys.argv[1:]
own = httpx.Client() if kind == "custom" else None
if kind in ("async", "aiohttp"):
    transport = {"async": "httpx", "aiohttp": "aiohttp"}[kind]
    client = AsyncVideoClient(DIALECT, base_url=url, api_key=KEY, transport=transport)
    runner = asyncio.Runner()
    def retrieve(job):
        return (runner if os.getpid() == parent else child_runner).run(client.retrieve(job))
else:
    client = VideoClient(DIALECT, base_url=url, api_key=KEY, http_client=own)
    retrieve = client.retrieve

parent = os.getpid()
retrieve("first")               # the connection is kept
client._lock.acquire()          # as by a thread of the parent that is not in the child
pid = os.fork()
if pid == 0:
    child_runner = asyncio.Runner()
else:
    client._lock.release()
name = "parent" if pid else "child"
for number in range(50):
    job = f"{name}_{number}"
    received = retrieve(job).id
    assert received == job, (received, job)
if pid == 0:
    sys.exit(0)
assert os.waitpid(pid, 0)[1] == 0, "the child failed"
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("kind", ["sync", "async", "custom", "aiohttp"])
def test_a_child_process_has_its_own_connections(jobs: Jobs, kind: str) -> None:
    """Parent and child poll at the same time, and each receives its own jobs."""
    url, connections = jobs
    done = subprocess.run(
        [sys.executable, "-c", FORK, url, kind], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert len(connections) == 2


def test_a_closed_client_refuses_to_work() -> None:
    """A new connection would not have the caller's proxy and certificates."""

    def close_used(client: VideoClient) -> None:
        client.retrieve("video_1")
        client.close()

    calls: list[Callable[[VideoClient], Any]] = [VideoClient.close, close_used]
    with serving() as server, httpx.Client() as own:
        server.respond_with(StubResponse.json(job()))
        for close in calls:
            for settings in ({}, {"http_client": own}):
                client = VideoClient(DIALECT, base_url=server.url, api_key=KEY, **settings)
                close(client)
                client.close()
                server.requests.clear()
                for work in (lambda c: c.create("a boat"), lambda c: c.retrieve("video_1")):
                    with pytest.raises(ConfigurationError, match="closed"):
                        work(client)
                assert server.requests == []
        assert not own.is_closed


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_closed_async_client_refuses_to_work(backend: str) -> None:
    """Also in another event loop, and before its first request."""
    with serving() as server:
        server.respond_with(StubResponse.json(job()))
        used, unused = (AsyncVideoClient(DIALECT, base_url=server.url, api_key=KEY) for _ in range(2))

        async def close() -> None:
            await used.retrieve("video_1")
            await used.aclose()
            await unused.aclose()

        async def main() -> None:
            for client in (used, unused):
                with pytest.raises(ConfigurationError, match="closed"):
                    await client.create("a boat")

        anyio.run(close, backend=backend)
        anyio.run(main, backend=backend)
        assert [request.method for request in server.requests] == ["GET"]
