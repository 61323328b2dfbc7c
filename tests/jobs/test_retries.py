"""`on_retry`: a program learns of each failure that does not end its call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import CLIP, DIALECT, KEY, StubResponse, StubServer, job
from videojobs import AsyncVideoClient, ConfigurationError, Retry, ServerError, TransportError, VideoJob
from videojobs.testing import virtual_time

DONE = StubResponse.json(job("completed", progress=100))
RUNNING = StubResponse.json(job("in_progress", progress=50))


def test_a_wait_reports_each_failed_poll(call: Either) -> None:
    """With the next try and the end; when the job is there again, `on_update` is called, though nothing changed."""
    retries: list[Retry] = []
    updates: list[float | None] = []
    call.settings = {"on_retry": retries.append}
    call.server.respond_with(
        RUNNING, StubResponse(503, headers={"Retry-After": "30"}), StubResponse(reset=True), RUNNING
    )

    def on_update(update: VideoJob) -> None:
        updates.append(update.progress)
        if len(updates) == 2:
            call.server.respond_with(DONE)

    with virtual_time():
        assert call("wait", "video_1", on_update=on_update).is_completed
    first, second = retries
    assert isinstance(first.error, ServerError) and (first.pause, first.remaining) == (30.0, 600.0)
    assert isinstance(second.error, TransportError) and second.remaining == 570.0
    assert first.ref is not None and first.ref.id == "video_1"
    assert updates == [50, 50, 100]


def test_the_end_of_a_wait_is_its_own(call: Either) -> None:
    """The deadline of the wait, if that comes first; the failure that ends it is raised and not reported."""
    retries: list[Retry] = []
    call.settings = {"on_retry": retries.append}
    call.server.respond_with(StubResponse(503))
    with virtual_time(), pytest.raises(ServerError):
        call("wait", "video_1")
    assert retries[0].remaining == 600.0 and 0 < (retries[-1].remaining or 0) < 60
    retries.clear()
    with virtual_time(), pytest.raises(Exception, match="was not finished within 40 s"):
        call("wait", "video_1", timeout=40)
    assert retries[0].remaining == 40.0


@pytest.mark.parametrize("name", ["wait_all", "retrieve", "create", "download"])
def test_every_call_reports(call: Either, name: str, path: Path) -> None:
    """A poll of many jobs, a single request, a paid one that was refused for its rate, a broken download."""
    retries: list[Retry] = []
    call.settings = {"on_retry": retries.append}
    busy, last = StubResponse(429, headers={"Retry-After": "7"}), StubResponse.json(job("completed"))
    arguments: tuple[Any, ...] = ("video_1",)
    if name == "wait_all":
        arguments = (["video_1"],)
    elif name == "download":
        arguments, last = ("video_1", path), StubResponse(body=CLIP, headers={"Content-Type": "video/mp4"})
    call.server.respond_with(busy, last)
    with virtual_time():
        call(name, *arguments)
    assert [retry.pause for retry in retries] == [7.0]
    assert (retries[0].remaining is None) is (name != "wait_all")
    assert (retries[0].ref is None) is (name == "create")


def test_an_exception_ends_the_call(call: Either) -> None:
    """Before the pause; a create that was refused has started no job, and can be repeated by the program."""

    def stop(retry: Retry) -> None:
        raise LookupError(retry.error.message)

    call.settings = {"on_retry": stop}
    call.server.respond_with(StubResponse(429), StubResponse.json(job()))
    for name, argument in (("create", "a cat"), ("wait", "video_1"), ("wait_all", ["video_1"])):
        call.server.respond_with(StubResponse(429), StubResponse.json(job("completed")))
        with virtual_time(), pytest.raises(LookupError, match="429"):
            call(name, argument)


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_an_async_function(kind: str, server: StubServer) -> None:
    """It is awaited."""
    retries: list[Retry] = []

    async def on_retry(retry: Retry) -> None:
        await anyio.lowlevel.checkpoint()
        retries.append(retry)

    async def main() -> None:
        async with AsyncVideoClient(DIALECT, api_key=KEY, base_url=server.url, on_retry=on_retry) as client:
            await client.wait("video_1")

    server.respond_with(StubResponse(503), DONE)
    with virtual_time():
        anyio.run(main, backend=kind)
    assert len(retries) == 1


def test_it_must_be_callable(call: Either) -> None:
    """Found when the client is built."""
    call.settings = {"on_retry": "print"}
    with pytest.raises(ConfigurationError, match="on_retry must be a callable, not str"):
        call("retrieve", "video_1")
