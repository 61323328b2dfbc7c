"""Flows are coroutines: run to their end over blocking IO, with ordinary tracebacks."""

from __future__ import annotations

import asyncio
import traceback

import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import KEY, StubResponse
from videojobs import NotFound
from videojobs.http.client import Client
from videojobs.jobs.io import AsyncIO, run


def test_run_returns_the_result() -> None:
    """A flow that never suspends is finished by one step."""

    async def flow() -> int:
        return 1

    assert run(flow()) == 1


def test_run_refuses_a_flow_that_suspends() -> None:
    """There is no event loop to resume it; its finally clauses run."""
    closed: list[bool] = []

    async def flow() -> None:
        try:
            await asyncio.sleep(0)
        finally:
            closed.append(True)

    with pytest.raises(RuntimeError, match="must not suspend"):
        run(flow())
    assert closed == [True]


def test_a_callback_may_return_any_awaitable() -> None:
    """Not only a coroutine: a future of another task, too."""
    received: list[int] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()

        def callback(value: int) -> asyncio.Future[None]:
            future: asyncio.Future[None] = loop.create_future()
            loop.call_soon(lambda: (received.append(value), future.set_result(None)))
            return future

        await AsyncIO(Client("https://x.example")).call(callback, 5)
        assert received == [5]

    asyncio.run(main())


def test_the_traceback_of_an_error_shows_the_journey(call: Either) -> None:
    """From the caller's line to the loop that gave up, for each kind of client; no variable of the loop shows the key."""
    call.server.respond_with(StubResponse.json({"error": {"message": "no such job"}}, 404))
    with pytest.raises(NotFound) as caught:
        call("retrieve", "video_1")
    names = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert names[-2:] == ["retrieve", "send_with_retries"]
    text = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    frames = text[text.index("in send_with_retries") :]
    assert KEY not in frames
