"""Polls answered by the emulator: CPU of the application alone, and of a server process with its sockets.

The server of an empty application, with the same HTTP parser, is the least that a server can cost.
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
from contextlib import ExitStack, contextmanager
from functools import partial
from threading import Thread
from typing import Any
from urllib.parse import quote

import uvicorn
from attrs import frozen

from bench import memory
from bench.benchmark import Program, Programs, Row, Sample, Size, benchmark
from bench.measure import HOME
from videojobs.emulator import Emulator, create_app, serve

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

    def usage(self) -> Sample:
        """Return the seconds of CPU of the process so far, and the memory that it took since it was ready."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        figures: dict[str, float] = json.loads(self.process.stdout.readline())
        return figures


@benchmark(
    "emulator",
    Row("a poll answered by the emulator", "ms", limit="empty application", peers=("litellm", "sglang")),
    Row("a poll answered by the emulator, application alone", "ms", ours="application", peers=()),
    rounds=(5, 1),
)
@contextmanager
def one_client(size: Size) -> Generator[Programs]:
    """Poll over one connection."""
    polls = size.of(1_000, 200)
    with ExitStack() as stack:
        names = {"ours": PROVIDERS[0], "empty application": "", **{name: name for name in PROVIDERS[1:]}}
        programs: dict[str, Program] = {
            name: partial(_polls, stack.enter_context(_serve(provider)), 1, polls) for name, provider in names.items()
        }
        yield {**programs, "application": partial(_application, PROVIDERS[0], polls)}


@benchmark(
    "emulator-many",
    Row("polls by 100 clients of the emulator", "/s", "polls", ours="100", peers=()),
    Row("polls by 100 clients of the emulator, per CPU second", "/s", "per_cpu", ours="100", peers=()),
    Row("polls by 1,000 clients of the emulator", "/s", "polls", ours="1,000", peers=()),
    Row("polls by 1,000 clients of the emulator, per CPU second", "/s", "per_cpu", ours="1,000", peers=()),
    Row("polls by 1,000 clients of the emulator: memory", "MiB", "memory", ours="1,000", peers=()),
    rounds=(3, 1),
)
@contextmanager
def many_clients(size: Size) -> Generator[Programs]:
    """Poll over many connections at once."""
    with _serve("openai") as first, _serve("openai") as second:
        polls = size.of(20, 5)
        yield {"100": partial(_polls, first, 100, polls), "1,000": partial(_polls, second, 1_000, polls)}


def _paths(app: Emulator) -> list[str]:
    return [f"/v1/videos/{quote(app.add_job('a boat').id, safe='')}" for _ in range(_JOBS)]


def _application(provider: str, polls: int) -> Sample:
    """Call the application without a server."""
    app = create_app(provider, render_seconds=1e6)
    headers = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
    scope = {"type": "http", "method": "GET", "scheme": "http", "server": ("127.0.0.1", 8000), "root_path": ""}
    paths = _paths(app)
    scopes = [{**scope, "path": path, "raw_path": path.encode(), "query_string": b""} for path in paths]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        assert message.get("status", 200) == 200, message

    async def poll() -> float:
        cpu = time.process_time()
        for number in range(polls):
            await app({**scopes[number % _JOBS], "headers": headers}, receive, send)
        return (time.process_time() - cpu) / polls

    return {"cpu": asyncio.run(poll())}


def _polls(server: _Server, clients: int, polls: int) -> Sample:
    """Poll so often over each of so many connections; return the figures of the server."""

    async def run() -> None:
        await asyncio.gather(*(_poll(server, polls) for _ in range(clients)))

    before, start = server.usage(), time.monotonic()
    asyncio.run(run())
    seconds, after = time.monotonic() - start, server.usage()
    cpu = (after["cpu"] - before["cpu"]) / (clients * polls)
    return {"cpu": cpu, "per_cpu": 1 / cpu, "polls": clients * polls / seconds, "memory": after["memory"]}


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


@contextmanager
def _serve(provider: str) -> Generator[_Server]:
    """Serve in a process of its own."""
    command = [sys.executable, "-m", "bench.emulator", provider]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HOME) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        port, paths = json.loads(process.stdout.readline())
        yield _Server(port=port, paths=paths, process=process)
        process.stdin.close()


@contextmanager
def _served(provider: str) -> Generator[tuple[int, list[str]]]:
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


def _main(provider: str) -> None:
    """Serve, and print a line of figures for each line that is read."""
    with _served(provider) as ready:
        print(json.dumps(ready), flush=True)
        before = memory.start()
        for _ in sys.stdin:
            print(json.dumps({"cpu": time.process_time(), "memory": memory.peak() - before}), flush=True)


if __name__ == "__main__":
    _main(sys.argv[1])
