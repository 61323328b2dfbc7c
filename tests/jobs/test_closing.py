"""Closing a client wakes the threads and tasks that wait for a slot, for a rate, or for the next poll."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest

from tests.jobs.conftest import KINDS
from tests.jobs.stub_server import DIALECT, KEY, ReceivedRequest, StubResponse, StubServer, job
from tests.stalling import stalled
from videojobs import AsyncVideoClient, ConfigurationError, VideoClient, VideoJobsError
from videojobs.http.deadline import Interrupt
from videojobs.jobs.closing import Closing, in_this_loop

PROMPT = "a paper boat on a lake"
SECONDS = 3600.0
"""Nobody wakes up by himself."""


@pytest.fixture
def is_waiting(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set when a call has begun to wait."""
    event = threading.Event()
    real = Closing.calls

    def calls(self: Closing, callback: Callable[[], None]) -> Any:
        @contextlib.contextmanager
        def entered() -> Iterator[None]:
            with real(self, callback):
                event.set()
                yield

        return entered()

    monkeypatch.setattr(Closing, "calls", calls)
    return event


def close_while_waiting(
    kind: str, is_waiting: threading.Event, calls: list[tuple[str, Any, dict[str, Any]]], settings: dict[str, Any]
) -> list[BaseException]:
    """Start calls, the second one when the first is under way; close the client when one waits.

    Returns:
        The errors of the last call.
    """
    errors: list[BaseException] = []
    under_way = settings.pop("under_way")

    if kind == "sync":
        client = VideoClient(DIALECT, **settings)

        def run(number: int, method: str, argument: Any, options: dict[str, Any]) -> None:
            try:
                getattr(client, method)(argument, **options)
            except VideoJobsError as error:
                if number == len(calls) - 1:
                    errors.append(error)

        threads = [
            threading.Thread(target=run, args=(number, *arguments), daemon=True)
            for number, arguments in enumerate(calls)
        ]
        for number, thread in enumerate(threads):
            thread.start()
            assert number or len(threads) == 1 or under_way.wait(20)
        assert is_waiting.wait(20)
        client.close()
        threads[-1].join(20)
        assert not threads[-1].is_alive()
        return errors

    async def main() -> None:
        async with AsyncVideoClient(DIALECT, **settings) as async_client, anyio.create_task_group() as group:
            done = anyio.Event()

            async def run(number: int, method: str, argument: Any, options: dict[str, Any]) -> None:
                try:
                    await getattr(async_client, method)(argument, **options)
                except VideoJobsError as error:
                    if number == len(calls) - 1:
                        errors.append(error)
                        done.set()

            for number, arguments in enumerate(calls):
                group.start_soon(run, number, *arguments)
                if number < len(calls) - 1:
                    await anyio.to_thread.run_sync(under_way.wait)
            await anyio.to_thread.run_sync(is_waiting.wait)
            await async_client.aclose()
            with anyio.fail_after(20):
                await done.wait()
            group.cancel_scope.cancel()

    anyio.run(main, backend=kind)
    return errors


CASES: dict[str, tuple[list[tuple[str, Any, dict[str, Any]]], dict[str, Any]]] = {
    "slot": ([("retrieve", "stalled", {}), ("retrieve", "video_1", {})], {"concurrency": 1}),
    "slot of a poll": ([("retrieve", "stalled", {}), ("wait", "video_1", {"timeout": None})], {"concurrency": 1}),
    "slot of a create": ([("retrieve", "stalled", {}), ("create", PROMPT, {})], {"concurrency": 1, "rate": 5}),
    "rate": ([("create", PROMPT, {}), ("create", PROMPT, {})], {"rate": "1/day"}),
    "poll interval": ([("wait", "video_1", {"poll_interval": SECONDS, "timeout": None})], {}),
    "poll interval of many": ([("wait_all", ["a", "b"], {"poll_interval": SECONDS, "timeout": None})], {}),
    "poll under way": ([("wait_all", ["stalled", "b"], {"poll_interval": SECONDS, "timeout": None})], {}),
    "pause before a repetition": ([("retrieve", "refused", {})], {}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", CASES)
def test_a_call_that_waits_ends_when_its_client_is_closed(
    kind: str, case: str, server: StubServer, is_waiting: threading.Event
) -> None:
    """At once, with an error that says so; nothing more is sent."""
    calls, settings = CASES[case]
    under_way = threading.Event()
    with stalled() as wait:

        def respond(request: ReceivedRequest) -> StubResponse:
            under_way.set()
            if request.target.endswith("/stalled"):
                while wait(0.05):
                    pass
            if request.target.endswith("/refused"):
                return StubResponse.json({}, 429, Retry_After="60")
            return StubResponse.json(job("queued", id=request.target.rsplit("/", 1)[1].replace("videos", "video_1")))

        server.respond_with(respond)
        options = {"api_key": KEY, "base_url": server.url, "under_way": under_way, **settings}
        errors = close_while_waiting(kind, is_waiting, calls, options)
        assert [type(error) for error in errors] == [ConfigurationError]
        assert "this client was closed" in str(errors[0])
        sent = 1 if case != "poll under way" else 2
        assert len(server.requests) <= sent + (case == "poll interval of many")


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_closing_wakes_the_tasks_of_another_event_loop(
    backend: str, server: StubServer, is_waiting: threading.Event
) -> None:
    """That of another thread."""
    server.respond_with(StubResponse.json(job()))
    client = AsyncVideoClient(DIALECT, api_key=KEY, base_url=server.url, rate="1/day")
    errors: list[BaseException] = []

    async def create_two() -> None:
        await client.create(PROMPT)
        try:
            await client.create(PROMPT)
        except ConfigurationError as error:
            errors.append(error)

    thread = threading.Thread(target=anyio.run, args=(create_two,), kwargs={"backend": backend}, daemon=True)
    thread.start()
    assert is_waiting.wait(20)
    anyio.run(client.aclose)
    thread.join(20)
    assert not thread.is_alive() and "this client was closed" in str(errors[0])


def test_a_client_that_is_closed_does_not_begin_to_wait(server: StubServer) -> None:
    """A request that comes later hears that the client is closed, too."""
    client = VideoClient(DIALECT, api_key=KEY, base_url=server.url)
    server.respond_with(StubResponse.json(job()))
    queued = client.create(PROMPT)
    client.close()
    with pytest.raises(ConfigurationError, match="closed"):
        client.wait(queued, poll_interval=SECONDS, timeout=None)
    assert len(server.requests) == 1


def test_a_pause_ends_when_its_thread_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its client stays open for other threads."""
    interrupt, errors, has_begun = Interrupt(), list[Exception](), threading.Event()
    watch_pause = Interrupt.watch_pause

    def watch(self: Interrupt, pause: threading.Event | None) -> None:
        watch_pause(self, pause)
        has_begun.set()

    def sleep() -> None:
        with interrupt.applies():
            try:
                Closing().sleep(SECONDS)
            except ConfigurationError as error:
                errors.append(error)

    monkeypatch.setattr(Interrupt, "watch_pause", watch)
    thread = threading.Thread(target=sleep, daemon=True)
    thread.start()
    assert has_begun.wait(20)
    interrupt.set()
    thread.join(20)
    assert not thread.is_alive() and "interrupted" in str(errors[0])


def test_a_call_that_is_done_is_not_woken() -> None:
    """A client that lives for months must not keep a function for each pause."""
    closing, called = Closing(), threading.Event()
    with closing.calls(called.set):
        pass
    with contextlib.suppress(KeyError), closing.calls(called.set):
        raise KeyError
    closing.close()
    assert not called.is_set()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_event_loop_that_has_ended_is_not_woken(backend: str) -> None:
    """Nothing waits in it, and to close the client is no error."""

    async def main() -> Callable[[], None]:
        return in_this_loop(called.set)

    called = threading.Event()
    anyio.run(main, backend=backend)()
    assert not called.is_set()
