"""CPU of one poll answered by the emulator: of the application alone, and of a server process with its sockets.

The budget is for the server process, which is what a user's test run pays for. The server of an empty application,
with the same HTTP parser, is the least that it can cost. Other programs on the machine make all figures worse.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import quote

import uvicorn
from attrs import frozen

from bench.timing import HOME, Row, show
from videojobs.emulator import Emulator, create_app, serve

BUDGET = 250.0
PROVIDERS = ("openai", "litellm", "sglang")
_JOBS = 50
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_HEADERS = {
    "host": "127.0.0.1:8000",
    "accept": "*/*",
    "accept-encoding": "gzip, deflate",
    "connection": "keep-alive",
    "user-agent": "python-httpx/0.28.1",
    "authorization": "Bearer emulator-key",
}


@frozen(kw_only=True)
class _Server:
    """A server process.

    Attributes:
        port: Its port.
        paths: Of the jobs to poll.
        process: The process.
    """

    port: int
    paths: list[str]
    process: subprocess.Popen[str]

    def usage(self) -> tuple[float, float]:
        """Return the seconds of CPU of the process so far, and its most memory in MiB."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        seconds, memory = self.process.stdout.readline().split()
        return float(seconds), float(memory)


def run() -> None:
    """Print the tables."""
    rows = [Row(f"application alone, {provider}", _application(provider)) for provider in PROVIDERS]
    for provider in ("", *PROVIDERS):
        with _serve(provider) as server:
            rows.append(Row(f"server, {provider or 'empty application'}", asyncio.run(_one_client(server))))
    rows.append(Row("budget", BUDGET))
    show("One poll answered by the emulator", "us of CPU", rows, against="budget")
    print("\nClients that poll at once, ten polls each, in two processes")
    print(f"  {'':<20}{'polls/s':>9}{'per CPU s':>11}{'x budget':>10}{'errors':>8}{'MiB':>6}")
    for clients in (100, 1_000):
        with _serve("openai") as server:
            asyncio.run(_many_clients(server, clients))


def _paths(app: Emulator) -> list[str]:
    return [f"/v1/videos/{quote(app.add_job('a boat').id, safe='')}" for _ in range(_JOBS)]


def _application(provider: str, polls: int = 2_000) -> float:
    app = create_app(provider, render_seconds=1e6)
    headers = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
    scope = {"type": "http", "method": "GET", "scheme": "http", "server": ("127.0.0.1", 8000), "root_path": ""}
    paths = _paths(app)
    scopes = [{**scope, "path": path, "raw_path": path.encode(), "query_string": b""} for path in paths]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        assert message.get("status", 200) == 200, message

    async def poll() -> None:
        for number in range(polls):
            await app({**scopes[number % _JOBS], "headers": headers}, receive, send)

    seconds: list[float] = []
    for _ in range(5):
        before = time.process_time()
        asyncio.run(poll())
        seconds.append(time.process_time() - before)
    return min(seconds) / polls * 1e6


async def _one_client(server: _Server) -> float:
    await _poll(server, 500)
    best = float("inf")
    for _ in range(5):
        before, _memory = server.usage()
        await _poll(server, 1_000)
        best = min(best, (server.usage()[0] - before) / 1_000 * 1e6)
    return best


async def _many_clients(server: _Server, clients: int, polls: int = 10) -> None:
    before, _ = server.usage()
    start = time.monotonic()
    outcomes = await asyncio.gather(*(_poll(server, polls) for _ in range(clients)), return_exceptions=True)
    seconds = time.monotonic() - start
    after, memory = server.usage()
    errors = sum(outcome is not None for outcome in outcomes)
    per_second, per_cpu_second = clients * polls / seconds, clients * polls / (after - before)
    print(
        f"  {f'{clients:,} clients':<20}{per_second:>9,.0f}{per_cpu_second:>11,.0f}"
        f"{1e6 / per_cpu_second / BUDGET:>10.2f}{errors:>8}{memory:>6.0f}"
    )


async def _poll(server: _Server, polls: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    head = "".join(f"{name}: {value}\r\n" for name, value in _HEADERS.items())
    requests = [f"GET {path} HTTP/1.1\r\n{head}\r\n".encode() for path in server.paths]
    for number in range(polls):
        writer.write(requests[number % len(requests)])
        response = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(response)
        if length is None or not response.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(response)
        await reader.readexactly(int(length[1]))
    writer.close()
    await writer.wait_closed()


_PROGRAM = """
import json, resource, sys, time
from bench.emulator import served
with served(sys.argv[1]) as ready:
    print(json.dumps(ready), flush=True)
    for _ in sys.stdin:
        print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
"""


@contextmanager
def _serve(provider: str) -> Generator[_Server]:
    """Serve in a process of its own."""
    command = [sys.executable, "-c", _PROGRAM, provider]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HOME) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        port, paths = json.loads(process.stdout.readline())
        yield _Server(port=port, paths=paths, process=process)
        process.stdin.close()


@contextmanager
def served(provider: str) -> Generator[tuple[int, list[str]]]:
    """Serve a provider's emulator, or (without a name) an empty application in its place; yield port and paths."""
    if provider:
        with serve(provider, render_seconds=1e6) as server:
            yield server.port, _paths(server.app)
        return
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as the emulator's
    config = uvicorn.Config(_empty, log_config=None, access_log=False, lifespan="off", ws="none", http="h11")
    Thread(target=uvicorn.Server(config).run, args=([listener],), daemon=True).start()
    yield listener.getsockname()[1], ["/v1/videos/video_0"]


async def _empty(_scope: Any, _receive: Any, send: Any) -> None:
    headers = [(b"content-length", b"400"), (b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"x" * 400})
