"""A cancelled download leaves no thread, no lock, no descriptor and no byte of its own behind."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest

from tests.jobs.stub_server import CLIP, DIALECT, KEY, StubResponse, StubServer
from tests.raw_server import RawServer, Script, raw_server
from tests.stalling import stalled
from videojobs import AsyncVideoClient, VideoClient

__all__ = ["raw_server"]

OK = StubResponse(200, CLIP, {"Content-Type": "video/mp4", "ETag": '"a"'})
MAX_POINTS = 30


class CancelAt:
    """Cancels a task while the nth call of a worker thread runs; the call goes on after the task was cancelled."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
        self.number = number
        self.calls = 0
        self.running = 0
        self.task: asyncio.Task[Any] | None = None
        self._run_sync = anyio.to_thread.run_sync
        monkeypatch.setattr(anyio.to_thread, "run_sync", self.run_sync)

    async def run_sync(self, function: Callable[[], Any], **options: Any) -> Any:
        """Run a function in a thread, as anyio does."""
        number, self.calls = self.calls, self.calls + 1
        loop = asyncio.get_running_loop()

        def in_thread() -> Any:
            self.running += 1
            try:
                if number == self.number and self.task is not None:
                    delivered = threading.Event()
                    loop.call_soon_threadsafe(self.task.cancel)
                    loop.call_soon_threadsafe(lambda: loop.call_soon(loop.call_soon, delivered.set))
                    delivered.wait(5)
                return function()
            finally:
                self.running -= 1

        return await self._run_sync(in_thread, **options)


def descriptors_of(path: Path) -> list[str]:
    """Return the open files of this process whose names start with a path."""
    targets: list[str] = []
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            targets.append(os.readlink(descriptor))
        except OSError:
            continue
    return [target for target in targets if target.startswith(str(path))]


def download_again(url: str, path: Path) -> None:
    """Download with another client, and compare the bytes."""
    with VideoClient(DIALECT, api_key=KEY, base_url=url) as client:
        client.download("video_1", path)
    assert path.read_bytes() == CLIP


@pytest.mark.parametrize("is_custom", [False, True])
def test_cancelling_at_any_call_of_a_thread(
    server: StubServer, path: Path, monkeypatch: pytest.MonkeyPatch, is_custom: bool
) -> None:
    """`asyncio.Task.cancel`, which ends tasks at once, whatever their threads do."""
    server.respond_with(OK)

    async def main(number: int) -> bool:
        cancel = CancelAt(monkeypatch, number)
        http_client = httpx.AsyncClient() if is_custom else None
        async with AsyncVideoClient(DIALECT, api_key=KEY, base_url=server.url, http_client=http_client) as client:
            cancel.task = asyncio.create_task(client.download("video_1", path))
            await asyncio.wait([cancel.task])
            assert cancel.running == 0, "the task ended before its thread"
            assert descriptors_of(path) == []
        monkeypatch.undo()
        assert cancel.task.cancelled() == (number < cancel.calls)
        return cancel.task.cancelled()

    for number in range(MAX_POINTS):
        was_cancelled = asyncio.run(main(number))
        path.unlink(missing_ok=True)
        download_again(server.url, path)
        path.unlink()
        if not was_cancelled:
            break
    assert 4 <= number < MAX_POINTS


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
@pytest.mark.parametrize("sent", ["nothing", "headers", "half"])
def test_cancelling_while_the_server_is_silent(
    raw_server: Callable[[Script], RawServer], path: Path, kind: str, sent: str
) -> None:
    """A thread that waits for the network is interrupted; the bytes that arrived are kept for resuming."""
    head = f'HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nETag: "a"\r\nContent-Length: {len(CLIP)}\r\n\r\n'.encode()
    data = {"nothing": b"", "headers": head, "half": head + CLIP[:50_000]}[sent]
    is_sent = threading.Event()

    def script(peer: socket.socket, _: bytes) -> None:
        peer.sendall(data)
        is_sent.set()
        while wait(0.05):
            if not peer.recv(1):
                return

    async def main(url: str) -> None:
        async with (
            AsyncVideoClient(DIALECT, api_key=KEY, base_url=url, timeout=None) as client,
            anyio.create_task_group() as group,
        ):
            group.start_soon(client.download, "video_1", path)
            await anyio.to_thread.run_sync(is_sent.wait)
            while sent == "half" and not part.exists():
                await anyio.lowlevel.checkpoint()
            while sent == "half" and part.stat().st_size < 50_000:
                await anyio.lowlevel.checkpoint()
            group.cancel_scope.cancel()

    part = path.with_name("clip.mp4.part")
    with stalled() as wait:
        server = raw_server(script)
        anyio.run(main, server.url, backend=kind)
        assert descriptors_of(path) == []
        if sent == "half":
            assert part.read_bytes() == CLIP[:50_000]
    assert not path.exists()
