"""A client with a ledger: what it writes around each paid request, and what an interruption leaves."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import trio

from tests.jobs.conftest import Either
from tests.jobs.stub_server import KEY, ReceivedRequest, StubResponse, StubServer, dialect, job
from tests.stalling import stalled
from videojobs import AmbiguousCreate, AsyncVideoClient, ConfigurationError, RateLimited, TransportError, VideoClient
from videojobs.jobs.io import AsyncIO
from videojobs.ledger import Ledger, prompt_digest
from videojobs.testing import virtual_time

PROMPT = "a paper boat on a lake"


def _events(ledger: Ledger) -> list[str]:
    return [json.loads(line)["event"] for line in ledger.path.read_bytes().splitlines()]


def test_a_line_is_written_before_the_request_leaves_and_one_after(call: Either, ledger: Ledger) -> None:
    """The first holds what finds the job again, and not the prompt."""
    at_arrival: list[list[str]] = []

    def respond(request: ReceivedRequest) -> StubResponse:
        at_arrival.append(_events(ledger))
        return StubResponse.json(job())

    call.server.respond_with(respond)
    call("create", PROMPT, seconds=4)
    assert at_arrival == [["sending"]] and _events(ledger) == ["sending", "created"]
    content = ledger.path.read_text()
    assert PROMPT not in content and KEY not in content
    (entry,) = ledger.read().entries.values()
    assert (entry.provider, entry.base_url, entry.operation) == ("wired", call.server.url, "create")
    assert (entry.outcome, entry.job_id) == ("created", "video_1")
    assert entry.prompt_sha256 == prompt_digest(entry.id, PROMPT)


def test_equal_prompts_look_different(call: Either, ledger: Ledger) -> None:
    """A reader of the file cannot tell which prompts were equal, nor look a digest up in a table."""
    call.server.respond_with(StubResponse.json(job()))
    call("create", PROMPT)
    call("create", PROMPT)
    first, second = map(json.loads, ledger.path.read_text().splitlines()[::2])
    assert first["prompt"] != second["prompt"] and first["fields"] != second["fields"]


def test_a_remix_is_recorded(call: Either, ledger: Ledger) -> None:
    """It is paid for as well."""
    call.server.respond_with(StubResponse.json(job()))
    call("remix", "video_0", PROMPT)
    (entry,) = ledger.read().entries.values()
    assert (entry.operation, entry.job_id) == ("remix", "video_1")


def test_an_upload_is_recorded(call: Either, ledger: Ledger) -> None:
    """A file is not read for the digest of the body."""
    call.server.respond_with(StubResponse.json(job()))
    call("create", PROMPT, input_reference=b"\x89PNG\r\n\x1a\n" + b"\x00" * 40)
    assert _events(ledger) == ["sending", "created"] and b"\x89PNG" in call.server.requests[0].body


@pytest.mark.parametrize(
    ("response", "error", "event"),
    [
        (StubResponse(reset=True), AmbiguousCreate, "unknown"),
        (StubResponse.json({}, 500, X_Request_Id="req_7"), AmbiguousCreate, "unknown"),
        (StubResponse(200, b"<html>"), AmbiguousCreate, "unknown"),
        (StubResponse.json({"error": {"code": "insufficient_quota"}}, 429), RateLimited, "rejected"),
    ],
)
def test_each_failure_has_its_line(
    call: Either, ledger: Ledger, response: StubResponse, error: type[Exception], event: str
) -> None:
    """The text of the server is not in it: it may repeat the prompt."""
    call.server.respond_with(response)
    with virtual_time(), pytest.raises(error):
        call("create", PROMPT)
    assert _events(ledger) == ["sending", event]


class _BrokenTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that raises errors of other libraries."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise self.error

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise self.error


@pytest.mark.parametrize(
    "error", [OSError(5, "Input/output error"), RuntimeError("Event loop is closed"), KeyError("x")]
)
def test_an_error_of_another_library_is_an_unknown_outcome(call: Either, ledger: Ledger, error: Exception) -> None:
    """It does not prove that nothing was sent."""
    client = httpx.AsyncClient
    if call.kind == "sync":
        client = httpx.Client
    call.settings["http_client"] = client(transport=_BrokenTransport(error))
    with pytest.raises((AmbiguousCreate, type(error))):
        call("create", PROMPT)
    assert _events(ledger) == ["sending", "unknown"]


@pytest.mark.parametrize("error", [LookupError("not signed in"), KeyboardInterrupt()])
@pytest.mark.parametrize("operation", ["create", "remix"])
def test_a_key_function_that_raises_proves_that_nothing_was_sent(
    call: Either, ledger: Ledger, error: BaseException, operation: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Also after a try that was rejected: its error goes on as it is; an interruption has a note that says so."""
    keys = ["token-1"]

    def key() -> str:
        if keys:
            return keys.pop()
        raise error

    call.settings["api_key"] = key
    call.server.respond_with(StubResponse.json({}, 429))
    arguments = (PROMPT,) if operation == "create" else ("video_0", PROMPT)
    for tries in (1, 0):
        call.server.requests.clear()
        caplog.clear()
        with virtual_time(), pytest.raises(type(error)) as caught:
            call(operation, *arguments)
        assert len(call.server.requests) == tries
        if isinstance(error, Exception):
            assert not hasattr(caught.value, "__notes__")
        else:
            assert "no job was started" in error.__notes__.pop()
        assert not [record for record in caplog.records if record.levelname == "WARNING"]
    assert _events(ledger) == ["sending", "not_sent"] * 2


def test_a_request_that_never_left_has_its_line(call: Either, ledger: Ledger) -> None:
    """There is nothing to look for."""
    call.settings["base_url"] = "http://127.0.0.1:9"
    with virtual_time(), pytest.raises(TransportError):
        call("create", PROMPT)
    assert _events(ledger) == ["sending", "not_sent"]


def test_each_encoding_is_a_request_of_its_own(call: Either, ledger: Ledger) -> None:
    """The first was rejected, the second created the job."""
    call.server.respond_with(StubResponse.json({"error": {"message": "no"}}, 415), StubResponse.json(job()))
    call("create", PROMPT)
    assert _events(ledger) == ["sending", "rejected", "sending", "created"]
    call.server.respond_with(StubResponse.json({"error": {"message": "no"}}, 415), StubResponse.json(job()))
    call("remix", "video_1", PROMPT)
    assert _events(ledger)[4:] == ["sending", "rejected", "sending", "created"]


def test_nothing_is_sent_if_the_ledger_cannot_be_written(call: Either, ledger: Ledger, tmp_path: Path) -> None:
    """A folder that does not exist."""
    call.settings["ledger"] = tmp_path / "missing" / "jobs.jsonl"
    with pytest.raises(ConfigurationError, match="nothing was sent: the ledger") as caught:
        call("create", PROMPT)
    assert caught.value.provider == "wired" and not call.server.requests


def _break_after(monkeypatch: pytest.MonkeyPatch, lines: int) -> None:
    real_write = os.write
    written = 0

    def write(fd: int, data: bytes) -> int:
        nonlocal written
        if not data.lstrip().startswith(b'{"v"'):
            return real_write(fd, data)  # of the test's own machinery
        written += 1
        if written > lines:
            raise OSError(28, "No space left on device")
        return real_write(fd, data)

    monkeypatch.setattr(os, "write", write)


def test_a_job_is_returned_even_if_its_line_cannot_be_written(
    call: Either, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is paid for; the log has its id."""
    _break_after(monkeypatch, 1)
    call.server.respond_with(StubResponse.json(job()))
    assert call("create", PROMPT).id == "video_1"
    (record,) = [record for record in caplog.records if record.name == "videojobs"]
    assert record.levelno == logging.WARNING and "video_1" in record.getMessage() and PROMPT not in record.getMessage()


def test_the_error_is_raised_even_if_its_line_cannot_be_written(
    call: Either, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outcome is worth more than its line."""
    _break_after(monkeypatch, 1)
    call.server.respond_with(StubResponse.json({}, 500))
    with pytest.raises(AmbiguousCreate):
        call("create", PROMPT)


# --- interruptions


def _assert_interruption(ledger: Ledger, server: StubServer, error: BaseException, records: list[Any]) -> None:
    (note,) = error.__notes__
    assert "created at or after 20" in note and "client.list()" in note and "videojobs.recover" in note
    (record,) = [record for record in records if record.name == "videojobs"]
    assert record.levelno == logging.WARNING and PROMPT not in record.getMessage() and KEY not in record.getMessage()
    (entry,) = ledger.read().entries.values()
    assert entry.outcome == "unknown" and entry.id in note
    assert len(server.requests) == 1


def _respond_after(arrived: Callable[[], object], wait: Callable[[float], bool]) -> Callable[..., StubResponse]:
    def respond(request: ReceivedRequest) -> StubResponse:
        arrived()
        while wait(0.2):
            pass
        return StubResponse.json(job())

    return respond


def _async_client(server: StubServer, ledger: Ledger) -> AsyncVideoClient:
    return AsyncVideoClient(dialect(), base_url=server.url, api_key=KEY, ledger=ledger.path)


@pytest.fixture
def file(tmp_path: Path) -> Ledger:
    """An empty ledger."""
    return Ledger(tmp_path / "jobs.jsonl")


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """SIGINT raises KeyboardInterrupt; a process that a shell starts in the background ignores it otherwise."""
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, handler)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_leaves_a_trace(server: StubServer, file: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    """The KeyboardInterrupt goes on, with a note."""
    with stalled() as wait, VideoClient(dialect(), base_url=server.url, api_key=KEY, ledger=file.path) as client:
        main = threading.main_thread().ident
        assert main is not None
        server.respond_with(_respond_after(lambda: signal.pthread_kill(main, signal.SIGINT), wait))
        with pytest.raises(KeyboardInterrupt) as caught:
            client.create(PROMPT)
    _assert_interruption(file, server, caught.value, caplog.records)


@pytest.mark.parametrize("way", ["cancel", "wait_for"])
def test_a_cancelled_asyncio_task_leaves_a_trace(
    server: StubServer, file: Ledger, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    """``task.cancel()`` and ``asyncio.wait_for``: the task still counts as cancelled."""

    async def main(wait: Callable[[float], bool]) -> BaseException:
        arrived = asyncio.Event()
        loop = asyncio.get_running_loop()
        server.respond_with(_respond_after(lambda: loop.call_soon_threadsafe(arrived.set), wait))
        async with _async_client(server, file) as client:
            error: list[BaseException] = []

            async def create() -> None:
                try:
                    await client.create(PROMPT)
                except BaseException as caught:
                    error.append(caught)
                    raise

            task = asyncio.create_task(create())
            await arrived.wait()
            if way == "cancel":
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            else:
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(task, 0.01)
            assert task.cancelled()
            return error[0]

    with stalled() as wait:
        error = asyncio.run(main(wait))
    assert isinstance(error, asyncio.CancelledError)
    _assert_interruption(file, server, error, caplog.records)


def test_a_trio_cancel_scope_leaves_a_trace(server: StubServer, file: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    """The scope still catches its cancellation."""

    async def main(wait: Callable[[float], bool]) -> BaseException:
        error: list[BaseException] = []
        with trio.CancelScope() as scope:
            token = trio.lowlevel.current_trio_token()
            server.respond_with(_respond_after(lambda: token.run_sync_soon(scope.cancel), wait))
            async with _async_client(server, file) as client:
                try:
                    await client.create(PROMPT)
                except BaseException as caught:
                    error.append(caught)
                    raise
        assert scope.cancelled_caught
        return error[0]

    with stalled() as wait:
        error = trio.run(main, wait)
    assert isinstance(error, trio.Cancelled)
    _assert_interruption(file, server, error, caplog.records)


@pytest.mark.usefixtures("ctrl_c")
def test_an_interruption_without_a_ledger_has_a_note(server: StubServer, caplog: pytest.LogCaptureFixture) -> None:
    """The note and the warning do not need a ledger."""
    with stalled() as wait, VideoClient(dialect(), base_url=server.url, api_key=KEY) as client:
        main = threading.main_thread().ident
        assert main is not None
        server.respond_with(_respond_after(lambda: signal.pthread_kill(main, signal.SIGINT), wait))
        with pytest.raises(KeyboardInterrupt) as caught:
            client.create(PROMPT)
    (note,) = caught.value.__notes__
    assert "client.list()" in note and "ledger" not in note
    assert len([record for record in caplog.records if record.name == "videojobs"]) == 1


def test_a_cancellation_between_two_tries_is_no_unknown_outcome(
    server: StubServer, file: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 429 started nothing, so there is nothing to look for while the client waits to repeat it."""

    async def cancel_instead(self: AsyncIO, seconds: float) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.sleep(0)

    async def main() -> None:
        async with _async_client(server, file) as client:
            await client.create(PROMPT)

    monkeypatch.setattr(AsyncIO, "sleep", cancel_instead)
    server.respond_with(StubResponse.json({}, 429, Retry_After="30"))
    with pytest.raises(asyncio.CancelledError) as caught:
        asyncio.run(main())
    (note,) = caught.value.__notes__
    assert "it was not sent, and no job was started; the try of 20" in note
    assert _events(file) == ["sending", "not_sent"]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_job_whose_task_is_cancelled_at_its_response_is_recorded(
    server: StubServer, file: Ledger, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The response arrived, so the id is known; only the caller does not get it."""
    import anyio

    from videojobs.jobs.session import Session

    scopes: list[anyio.CancelScope] = []
    decode = Session.decode_job

    def decode_and_cancel(self: Session, response: Any) -> Any:
        scopes[0].cancel()
        return decode(self, response)

    monkeypatch.setattr(Session, "decode_job", decode_and_cancel)
    server.respond_with(StubResponse.json(job()))

    async def main() -> None:
        with anyio.CancelScope() as scope:
            scopes.append(scope)
            async with _async_client(server, file) as client:
                await client.create(PROMPT)
        assert scope.cancelled_caught

    anyio.run(main, backend=backend)
    (entry,) = file.read().entries.values()
    assert (entry.outcome, entry.job_id) == ("created", "video_1")


def test_a_task_that_is_cancelled_while_the_first_line_is_written_sends_nothing(
    server: StubServer, file: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line may be on the disk, so a second one says that nothing was sent."""

    async def write_and_cancel(self: AsyncIO, function: Callable[[], object]) -> None:
        function()
        raise asyncio.CancelledError

    async def main() -> None:
        async with _async_client(server, file) as client:
            await client.create(PROMPT)

    monkeypatch.setattr(AsyncIO, "run_blocking", write_and_cancel)
    with pytest.raises(asyncio.CancelledError) as caught:
        asyncio.run(main())
    assert _events(file) == ["sending", "not_sent"] and not server.requests
    (note,) = caught.value.__notes__
    assert note.endswith("it was not sent, and no job was started")
