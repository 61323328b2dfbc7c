"""CPU of one ``retrieve``: of the layers above the HTTP library, and of the two transports over a connection."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from statistics import median
from typing import Any, Literal

import httpx
from openai import OpenAI

from bench.decode import BODY
from bench.timing import Row, per_call, show
from videojobs import AsyncVideoClient, VideoClient
from videojobs_api.openai import AuthenticatedClient
from videojobs_api.openai.api.videos import get_video


def run() -> None:
    """Print the table."""
    content = json.dumps(BODY).encode()
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=content))
    http = httpx.Client(transport=transport)
    url = f"https://api.example.com/v1/videos/{BODY['id']}"
    low = AuthenticatedClient("https://api.example.com/v1", token="x").set_httpx_client(http)
    high = VideoClient("openai", api_key="x", base_url="https://api.example.com/v1", http_client=http)
    official = OpenAI(api_key="x", base_url="https://api.example.com/v1", http_client=_official(content))
    rows = [
        Row("bare httpx: get().json()", per_call(lambda: http.get(url).json(), number=500)),
        Row("ours: get_video.sync", per_call(lambda: get_video.sync(BODY["id"], client=low), number=500)),
        Row("ours: VideoClient.retrieve", per_call(lambda: high.retrieve(BODY["id"]), number=500), "budget: 1.55 x"),
        Row("official SDK: videos.retrieve", per_call(lambda: _retrieve(official), number=500)),
    ]
    show("One retrieve on a mock transport", "us", rows, against="bare httpx: get().json()")
    _run_over_connections(content)


def _run_over_connections(content: bytes) -> None:
    """Print the CPU of this process for one retrieve over a connection, with 1 and 50 under way at once."""
    with _server(content) as url:
        rows = []
        for at_once in (1, 50):
            for transport in ("httpx", "aiohttp"):
                seconds = [asyncio.run(_cpu_of_retrieve(url, transport, at_once)) for _ in range(5)]
                rows.append(Row(f"AsyncVideoClient, {transport}, {at_once} at once", median(seconds) * 1e6))
    show("One retrieve over a connection", "us of CPU", rows, against=rows[0].name)


async def _cpu_of_retrieve(url: str, transport: Literal["httpx", "aiohttp"], at_once: int) -> float:
    async with AsyncVideoClient("openai", api_key="x", base_url=url, transport=transport) as client:
        await client.retrieve(BODY["id"])
        rounds = 500 // at_once
        before = time.process_time()
        for _ in range(rounds):
            await asyncio.gather(*[client.retrieve(BODY["id"]) for _ in range(at_once)])
        return (time.process_time() - before) / (rounds * at_once)


_SERVER = """
import asyncio, sys
body = sys.stdin.buffer.read()
response = b"HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body

class Server(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(response * data.count(b"\\r\\n\\r\\n"))

async def main():
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


@contextmanager
def _server(content: bytes) -> Generator[str]:
    """Run a server that answers each GET with ``content``, in a process of its own, whose CPU does not count."""
    command = [sys.executable, "-c", _SERVER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(content)
        process.stdin.close()
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        finally:
            process.terminate()


def _official(content: bytes) -> Any:
    import httpx2  # the HTTP library of the official SDK

    return httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(200, content=content)))


def _retrieve(client: OpenAI) -> Any:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return client.videos.retrieve(BODY["id"])
