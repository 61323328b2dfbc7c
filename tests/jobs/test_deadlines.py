"""Deadlines hold against servers that send a byte now and then, and never end."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpcore
import httpx
import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import DIALECT, KEY, URL_DIALECT, StubResponse, job
from tests.raw_server import RawServer, Script, raw_server
from tests.stalling import stalled
from videojobs import (
    AmbiguousCreate,
    DeadlineExceeded,
    IncompleteDownload,
    ServerError,
    TransportError,
    VideoClient,
    WaitTimeout,
    WrongContent,
)
from videojobs.http.deadline import BoundedStream, Interrupt, until
from videojobs.testing import virtual_time

__all__ = ["raw_server"]

_HEAD = b"HTTP/1.1 200 OK\r\n"
# The bytes before the trickle, and those that it repeats.
TRICKLES = {
    "silence": (b"", b""),
    "headers": (_HEAD, b"X-A: 1\r\n"),
    "informational": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "body": (_HEAD + b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{", b" "),
}
HEADER_TRICKLES = ("silence", "headers", "informational")
ERROR_PAGES = {
    500: b"HTTP/1.1 500 X\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<p>down",
    200: b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<p>sorry",
}
Start = Callable[[Script], RawServer]


def trickle(wait: Callable[[float], bool], start: bytes, repeated: bytes) -> Script:
    """Return a script that sends ``start``, then ``repeated`` until the client goes away."""

    def script(peer: socket.socket, _: bytes) -> None:
        peer.sendall(start)
        while wait(0.05):
            peer.sendall(repeated)

    return script


class Opaque(httpx.BaseTransport):
    """A transport that shows nothing of its connections."""

    def __init__(self) -> None:
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request."""
        return self._inner.handle_request(request)


def custom_client(kind: str) -> httpx.Client | httpx.AsyncClient:
    """Return a client without time limits of its own."""
    if kind == "sync":
        return httpx.Client(timeout=None)
    return httpx.AsyncClient(timeout=None)


class SocketStream(httpcore.MockStream):
    """A stream that has a socket."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__([])
        self._connection = connection

    def get_extra_info(self, info: str) -> object:
        """Return the socket."""
        return self._connection if info == "socket" else None


def test_a_write_that_the_server_takes_byte_by_byte_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where httpcore gives each byte of it the whole time."""
    now = 0.0

    class Slow(socket.socket):
        def send(self, data: Any, flags: int = 0) -> int:
            nonlocal now
            now += 1.0
            sent.append(bytes(data[:1]))
            return 1

    sent: list[bytes] = []
    monkeypatch.setattr("videojobs.http.deadline.time", SimpleNamespace(monotonic=lambda: now))
    with Slow() as connection, until(5.5):
        stream = BoundedStream(SocketStream(connection))
        stream.write(b"abc", 60.0)
        with pytest.raises(httpcore.WriteTimeout, match="the deadline"):
            stream.write(b"defghi", 60.0)
    assert b"".join(sent) == b"abcdef"


def test_a_write_without_a_socket_is_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over TLS inside TLS: each piece has the time that is left."""
    now = 0.0
    written: list[tuple[bytes, float | None]] = []

    class Recorder(httpcore.MockStream):
        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            nonlocal now
            now += 2.0
            written.append((buffer, timeout))

    monkeypatch.setattr("videojobs.http.deadline.time", SimpleNamespace(monotonic=lambda: now))
    data = bytes(range(256)) * 256
    with until(7.0):
        BoundedStream(Recorder([])).write(data, 6.0)
        assert b"".join(piece for piece, _ in written) == data
        assert [timeout for _, timeout in written] == [6.0, 5.0, 3.0, 1.0]
        with pytest.raises(httpcore.WriteTimeout):
            BoundedStream(Recorder([])).write(data, 6.0)


@pytest.mark.parametrize("error", [TimeoutError("slow"), ConnectionResetError("reset")])
def test_failed_writes_are_those_of_httpcore(error: OSError) -> None:
    """The library maps these to those of httpx."""

    class Broken(socket.socket):
        def send(self, data: Any, flags: int = 0) -> int:
            raise error

    expected = httpcore.WriteTimeout if isinstance(error, TimeoutError) else httpcore.WriteError
    with Broken() as connection, pytest.raises(expected, match=str(error)):
        BoundedStream(SocketStream(connection)).write(b"abc", 60.0)


def test_an_interrupted_thread_writes_no_more() -> None:
    """Its task may have closed the file."""
    interrupt, written = Interrupt(), list[bytes]()
    interrupt.call(written.append, b"a")
    interrupt.set()
    with pytest.raises(httpx.ReadError, match="interrupted"):
        interrupt.call(written.append, b"b")
    assert written == [b"a"]


def test_records_of_tls_that_are_there_are_read_at_once() -> None:
    """What was read must not wait for a further record."""

    class Records(socket.socket):
        def settimeout(self, value: float | None) -> None:
            """Note whether a read may wait."""
            self.may_wait = value != 0

        def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
            if records:
                buffer[: len(records[0])] = records[0]
                return len(records.pop(0))
            assert not self.may_wait
            raise BlockingIOError

    records = [b"one", b"two"]
    buffer = memoryview(bytearray(9))
    with Records() as connection:
        assert BoundedStream(SocketStream(connection), is_tls=True).read_into(buffer, 5.0) == 6
    assert bytes(buffer[:6]) == b"onetwo"


@pytest.mark.parametrize("is_custom", [False, True])
@pytest.mark.parametrize("name", TRICKLES)
def test_a_wait_ends_in_time(call: Either, raw_server: Start, name: str, is_custom: bool) -> None:
    """Through its own connections and through those of the caller's client."""
    with stalled() as wait:
        server = raw_server(trickle(wait, *TRICKLES[name]))
        call.settings = {"base_url": server.url, "timeout": None}
        if is_custom:
            call.settings["http_client"] = custom_client(call.kind)
        with pytest.raises(WaitTimeout):
            call("wait", "video_1", timeout=0.3)
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", ["silence", "body"])
@pytest.mark.parametrize("call", ["sync"], indirect=True)
def test_a_wait_through_any_transport_ends_in_time(call: Either, raw_server: Start, name: str) -> None:
    """Silence and endless bodies; endless headers are read inside of the transport."""
    with stalled() as wait:
        server = raw_server(trickle(wait, *TRICKLES[name]))
        with httpx.Client(transport=Opaque(), timeout=None) as http_client:
            call.settings = {"base_url": server.url, "timeout": None, "http_client": http_client}
            with pytest.raises(WaitTimeout):
                call("wait", "video_1", timeout=0.3)


def test_other_requests_of_a_custom_client_have_its_own_limits(raw_server: Start) -> None:
    """A deadline is one call's, not the connection's."""
    from videojobs.http.client import Client
    from videojobs.http.request import Request

    server = raw_server(lambda peer, _: peer.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\n{}"))
    with httpx.Client() as http_client:
        client = Client(server.url).set_httpx_client(http_client)
        with pytest.raises(DeadlineExceeded):
            client.send(Request(method="GET", path="/a"), deadline=0.0)
        assert client.send(Request(method="GET", path="/a"), deadline=5).status_code == 200
        assert http_client.get(server.url).status_code == 200


@pytest.mark.parametrize("status", ERROR_PAGES)
def test_an_error_page_that_never_ends_does_not_hold_a_download(
    call: Either, raw_server: Start, path: Path, status: int
) -> None:
    """The status is reported; it arrived."""
    with stalled() as wait:
        server = raw_server(trickle(wait, ERROR_PAGES[status], b" "))
        call.settings = {"base_url": server.url, "timeout": None}
        with pytest.raises((ServerError, WrongContent)) as caught:
            # On a busy machine 0.3 s are over before the response arrives, in the first call of a process.
            call("download", "video_1", path, timeout=1.0)
    assert "HTTP 500" in str(caught.value) or "sorry" in str(caught.value)
    assert not path.exists()


@pytest.mark.parametrize("name", HEADER_TRICKLES)
def test_headers_that_never_end_do_not_hold_a_default_download(
    call: Either, raw_server: Start, path: Path, name: str
) -> None:
    """Without timeout=, the client's limit of one request bounds them."""
    with stalled() as wait:
        server = raw_server(trickle(wait, *TRICKLES[name]))
        call.settings = {"base_url": server.url, "timeout": 0.2}
        with virtual_time(), pytest.raises(TransportError):
            call("download", "video_1", path)
    assert len(server.requests) <= 4


def test_the_time_of_a_download_is_shared_by_its_redirects(call: Either, raw_server: Start, path: Path) -> None:
    """A redirect does not start the time again."""
    with stalled() as wait:
        redirects = iter(range(5))

        def script(peer: socket.socket, _: bytes) -> None:
            clock.advance(2.0)
            if next(redirects, None) is None:
                trickle(wait, *TRICKLES["headers"])(peer, b"")
            peer.sendall(b"HTTP/1.1 302 X\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n")

        server = raw_server(script)
        call.settings = {"base_url": server.url}
        with virtual_time() as clock, pytest.raises(IncompleteDownload):
            call("download", "video_1", path, timeout=3.0)
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", [503, 429])
def test_the_time_of_a_download_bounds_its_other_requests(call: Either, path: Path, status: int) -> None:
    """Also the pauses that a server requests between them."""
    call.dialect = URL_DIALECT
    call.server.respond_with(StubResponse.json({"error": "down"}, status, Retry_After="60"))
    with virtual_time() as clock, pytest.raises(Exception, match="down"):
        call("download", "video_1", path, timeout=5)
    assert clock.elapsed <= 5 and len(call.server.requests) == 1
    # The same for the job that is retrieved because its clip is refused.
    refused = StubResponse.json({"error": "not ready"}, 409)
    call.dialect = Either("sync", call.server).dialect
    call.server.respond_with(refused, StubResponse.json({"error": "down"}, status, Retry_After="60"))
    with virtual_time() as clock, pytest.raises(Exception, match="down"):
        call("download", "video_1", path, timeout=5)
    assert clock.elapsed <= 5 and len(call.server.requests) == 2


@pytest.mark.parametrize("name", TRICKLES)
def test_a_download_that_retrieves_its_job_ends_in_time(call: Either, raw_server: Start, path: Path, name: str) -> None:
    """With an error of downloads, which says to call again."""
    with stalled() as wait:
        server = raw_server(trickle(wait, *TRICKLES[name]))
        call.dialect = URL_DIALECT
        call.settings = {"base_url": server.url, "timeout": None}
        with pytest.raises(IncompleteDownload, match="call again"):
            call("download", "video_1", path, timeout=0.3)


@pytest.mark.parametrize("name", TRICKLES)
def test_a_call_by_name_has_the_limit_of_the_client(call: Either, raw_server: Start, name: str) -> None:
    """However the bytes arrive."""
    with stalled() as wait:
        server = raw_server(trickle(wait, *TRICKLES[name]))
        call.dialect = "openai"  # type: ignore[assignment]  # its name: the dialect of these tests has no package
        call.settings = {"base_url": server.url, "timeout": 0.3}
        with pytest.raises(TransportError):
            call("call", "retrieve", "video_1")
    assert len(server.requests) == 1


class SlowReader(RawServer):
    """Reads a body a piece at a time, quickly enough for each single write, and slowly enough for none of them all."""

    pause: Callable[[float], bool]

    def _read(self, peer: socket.socket) -> bytes:
        data = peer.recv(65536)
        with suppress(ConnectionResetError):
            while more := peer.recv(256 * 1024):
                self.counted.append(len(more))
                self.pause(0.02)
        return data


@pytest.mark.parametrize("is_custom", [False, True])
def test_an_upload_to_a_slow_reader_ends_in_time(call: Either, is_custom: bool) -> None:
    """Each write ends within the limit, all of them together do not; the job may have been started."""
    call.settings = {"timeout": 0.3}
    if is_custom:
        call.settings["http_client"] = custom_client(call.kind)
    with stalled() as wait:
        server = SlowReader(lambda peer, _: peer.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\n{}"))
        server.pause = wait
        call.settings["base_url"] = server.url
        with pytest.raises(AmbiguousCreate) as caught:
            call("create", "a boat", input_reference=b"\x89PNG\r\n\x1a\n" + bytes(64 * 2**20))
    server.close()
    assert isinstance(caught.value.__cause__, TransportError)
    assert len(server.requests) == 1 and server.requests[0].startswith(b"POST /videos")
    assert sum(server.counted) < 32 * 2**20


def test_connections_that_a_custom_client_opened_earlier_are_bounded(raw_server: Start) -> None:
    """Kept alive from a request of the caller's, they are used for the next one."""
    with stalled() as wait:

        def script(peer: socket.socket, _: bytes) -> None:
            peer.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\n{}")
            peer.recv(65536)
            served.append(1)
            trickle(wait, *TRICKLES["headers"])(peer, b"")

        served: list[int] = []
        server = raw_server(script)
        with httpx.Client() as http_client:
            http_client.get(server.url)
            client = VideoClient(DIALECT, api_key=KEY, base_url=server.url, http_client=http_client)
            with pytest.raises(WaitTimeout):
                client.wait("video_1", timeout=0.3)
    assert served == [1]


def test_each_poll_has_the_time_that_is_left(call: Either) -> None:
    """Not more: a wait is never longer than its timeout by one request."""
    deadlines: list[Any] = []
    call.server.respond_with(StubResponse.json(job("in_progress")))
    if call.kind != "sync":
        pytest.skip("a cancel scope bounds these")
    with httpx.Client(event_hooks={"request": [lambda r: deadlines.append(r.extensions["timeout"])]}) as http_client:
        call.settings = {"http_client": http_client, "timeout": 60.0}
        with virtual_time(), pytest.raises(WaitTimeout):
            call("wait", "video_1", timeout=10.0)
    assert all(limit <= 10.0 for timeouts in deadlines for limit in timeouts.values())
    assert deadlines[-1]["read"] <= 2.0
