"""Only httpx's own transports prove that a paid request was not sent; every other failure is an unknown outcome."""

from __future__ import annotations

import ssl
from typing import Any

import httpx
import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import StubResponse, job
from videojobs import AmbiguousCreate, TransportError
from videojobs.testing import virtual_time

FAILURES = [
    httpx.ConnectTimeout("reset by peer"),
    httpx.ConnectError("reset by peer"),
    httpx.PoolTimeout("no connection"),
    httpx.ProxyError("bad gateway"),
    ConnectionResetError(104, "reset by peer"),
    ssl.SSLError(1, "bad record mac"),
    TimeoutError("timed out"),
    RuntimeError("Event loop is closed"),
    KeyError("transport"),
]


class Foreign(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that fails after the request was sent."""

    def __init__(self, failure: Exception) -> None:
        self.failure = failure
        self.posts = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Count the request, and fail."""
        self.posts += 1
        raise self.failure

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Count the request, and fail."""
        self.posts += 1
        raise self.failure


def use(call: Either, **settings: Any) -> None:
    """Make the calls with a custom httpx client."""
    kind = httpx.Client if call.kind == "sync" else httpx.AsyncClient
    call.settings = {"http_client": kind(**settings)}


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_a_failure_of_a_foreign_transport_is_an_unknown_outcome(call: Either, failure: Exception) -> None:
    """One request; the failure is the cause at the end of the chain."""
    transport = Foreign(failure)
    use(call, transport=transport)
    with virtual_time(), pytest.raises(AmbiguousCreate) as caught:
        call("create", "a boat")
    assert transport.posts == 1
    cause = caught.value.__cause__
    assert isinstance(cause, TransportError) and cause.sent and cause.__cause__ is failure


def test_a_failure_of_a_foreign_transport_is_a_transport_error(call: Either) -> None:
    """Requests that cost nothing fail with an error of the tree too."""
    use(call, transport=Foreign(ConnectionResetError(104, "reset by peer")))
    with virtual_time(), pytest.raises(TransportError, match=r"ConnectionResetError.*reset by peer"):
        call("retrieve", "video_1")


def test_a_plain_client_of_the_caller_proves_that_nothing_was_sent(call: Either) -> None:
    """It has httpx's own transport, which connects before it sends."""
    use(call)
    call.settings["base_url"] = "http://127.0.0.1:9"
    with virtual_time() as clock, pytest.raises(TransportError) as caught:
        call("create", "a boat")
    assert caught.value.sent is False and len(clock.sleeps) == 2


class Repeating(httpx.Client):
    """A client that sends each request, loses the response, and fails to connect when it repeats the request."""

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send once, then fail."""
        super().send(request, **options).close()
        raise httpx.ConnectError("refused", request=request)


class AsyncRepeating(httpx.AsyncClient):
    """The same, for async calls."""

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send once, then fail."""
        await (await super().send(request, **options)).aclose()
        raise httpx.ConnectError("refused", request=request)


def test_a_client_that_repeats_by_itself_proves_nothing(call: Either) -> None:
    """Its first try may have started a job."""
    call.settings = {"http_client": Repeating() if call.kind == "sync" else AsyncRepeating()}
    call.server.respond_with(StubResponse.json(job()))
    with virtual_time(), pytest.raises(AmbiguousCreate):
        call("create", "a boat")
    assert len(call.server.requests) == 1


def test_a_failure_of_an_event_hook_is_an_unknown_outcome(call: Either) -> None:
    """The hook ran after the response was received; its own request was not sent, but the paid one was."""

    def fail(response: httpx.Response) -> None:
        raise httpx.ConnectError("no metrics server", request=httpx.Request("POST", "http://127.0.0.1:9/"))

    async def afail(response: httpx.Response) -> None:
        fail(response)

    use(call, event_hooks={"response": [fail if call.kind == "sync" else afail]})
    call.server.respond_with(StubResponse.json(job()))
    with virtual_time(), pytest.raises(AmbiguousCreate):
        call("create", "a boat")
    assert len(call.server.requests) == 1


def test_a_response_that_cannot_be_read_is_an_unknown_outcome(call: Either, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails after the response: the job may be there."""

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("videojobs.jobs.session.reconcile", fail)
    call.server.respond_with(StubResponse.json(job()))
    with pytest.raises(AmbiguousCreate, match="RecursionError") as caught:
        call("create", "a boat")
    assert caught.value.status_code == 200


def test_an_interrupt_passes(call: Either) -> None:
    """Ctrl-C is no failure of the request."""

    class Interrupted(Foreign):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            """Fail as Ctrl-C does."""
            raise KeyboardInterrupt

    if call.kind == "sync":
        use(call, transport=Interrupted(ValueError()))
        with pytest.raises(KeyboardInterrupt):
            call("create", "a boat")
