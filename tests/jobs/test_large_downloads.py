"""Clips of several MiB, whose bytes are read from the socket after the first ones."""

from __future__ import annotations

import random
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import httpcore
import httpx
import pytest

from tests.faults.server import reset
from tests.jobs.conftest import Either
from tests.jobs.stub_server import DIALECT, KEY, StubResponse, box
from tests.raw_server import RawServer, Script, answer, raw_server
from tests.stalling import stalled
from tests.tls_server import TlsServer, needs_openssl
from videojobs import AsyncVideoClient, IncompleteDownload, VideoClient
from videojobs.http.body_reading import body_chunks
from videojobs.http.deadline import BoundedStream
from videojobs.testing import virtual_time

__all__ = ["raw_server"]

LARGE = box(b"ftyp", b"isom\x00\x00\x02\x00") + box(b"moov", bytes(500))
LARGE += box(b"mdat", random.Random(1).randbytes(3 * 2**20))
CUT = 2 * 2**20 + 12_345
HEADERS = {"Content-Type": "video/mp4", "ETag": '"v1"'}
HEAD = f'HTTP/1.1 200 X\r\nContent-Type: video/mp4\r\nETag: "v1"\r\nContent-Length: {len(LARGE)}\r\n\r\n'.encode()
Start = Callable[[Script], RawServer]


def part_of(path: Path) -> bytes:
    """Return the bytes of the partial file."""
    return path.with_name(path.name + ".part").read_bytes()


@pytest.mark.parametrize("framing", ["length", "chunked", "length and chunked", "more than its length"])
def test_a_large_clip_is_whole(call: Either, raw_server: Start, path: Path, framing: str) -> None:
    """Every byte in its place, none that is no part of the body, and the progress up to the last one."""

    def chunked(peer: socket.socket, _: bytes) -> None:
        # Chunks count where both headers are sent: RFC 9112, section 6.3.
        length = f"Content-Length: {len(LARGE)}\r\n" if "length" in framing else ""
        head = f"HTTP/1.1 200 X\r\nContent-Type: video/mp4\r\n{length}Transfer-Encoding: chunked\r\n\r\n"
        peer.sendall(head.encode())
        for start in range(0, len(LARGE), 100_000):
            chunk = LARGE[start : start + 100_000]
            peer.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        peer.sendall(b"0\r\n\r\n")

    seen: list[int] = []
    surplus = b"HTTP/1.1 200 X\r\n" * 1000 if "more" in framing else b""
    server = raw_server(chunked if "chunked" in framing else lambda peer, _: peer.sendall(HEAD + LARGE + surplus))
    call.settings = {"base_url": server.url}
    call("download", "video_1", path, on_progress=lambda size, total: seen.append(size))
    assert path.read_bytes() == LARGE
    assert seen == sorted(seen) and seen[-1] == len(LARGE)


@pytest.mark.parametrize("is_custom", [False, True])
def test_a_connection_that_breaks_late_is_resumed(call: Either, path: Path, is_custom: bool) -> None:
    """From the last byte that arrived, as the range of the second request shows; also over a client of the caller's."""
    if is_custom:
        call.settings = {"http_client": httpx.Client() if call.kind == "sync" else httpx.AsyncClient()}

    def rest(request: object) -> StubResponse:
        start = int(request.headers["range"].removeprefix("bytes=").removesuffix("-"))  # type: ignore[attr-defined]
        span = {"Content-Range": f"bytes {start}-{len(LARGE) - 1}/{len(LARGE)}"}
        return StubResponse(206, LARGE[start:], {**HEADERS, **span})

    call.server.respond_with(StubResponse(200, LARGE, HEADERS, cut=CUT), rest)
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == LARGE
    assert call.server.requests[1].headers["range"] == f"bytes={CUT}-"


def test_a_body_that_ends_early_is_an_error(call: Either, path: Path) -> None:
    """The message has the number of bytes that are missing."""
    call.server.respond_with(StubResponse(200, LARGE, {"Content-Type": "video/mp4"}, cut=CUT))
    message = f"connection {len(LARGE) - CUT:,} bytes before the end"
    with virtual_time(), pytest.raises(IncompleteDownload, match=message):
        call("download", "video_1", path)
    assert not path.exists()


@pytest.mark.parametrize("limit", ["deadline", "silence"])
def test_a_body_that_stalls_late_ends_in_time(call: Either, raw_server: Start, path: Path, limit: str) -> None:
    """By the deadline of the download, and by the limit between two bytes; the bytes before are kept."""
    with stalled() as wait:

        def script(peer: socket.socket, _: bytes) -> None:
            peer.sendall(HEAD + LARGE[:CUT])
            while wait(0.05):
                if limit == "deadline":
                    peer.sendall(b"x")

        server = raw_server(script)
        call.settings = {"base_url": server.url, "timeout": 0.2 if limit == "silence" else None}
        with virtual_time(), pytest.raises(IncompleteDownload):
            call("download", "video_1", path, timeout=0.4 if limit == "deadline" else None)
        assert part_of(path)[:CUT] == LARGE[:CUT]


def test_a_connection_that_is_reset_late_is_opened_again(call: Either, raw_server: Start, path: Path) -> None:
    """The kernel discards bytes that were not read yet, so how many are kept is up to it."""
    requests: list[bytes] = []

    def script(peer: socket.socket, request: bytes) -> None:
        requests.append(request)
        if len(requests) == 1:
            peer.sendall(HEAD + LARGE[:CUT])
            reset(peer)
        else:
            peer.sendall(HEAD + LARGE)

    call.settings = {"base_url": raw_server(script).url}
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == LARGE and len(requests) == 2


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_download_keeps_its_bytes(raw_server: Start, path: Path, backend: str) -> None:
    """The thread that reads from the socket is interrupted, and waited for."""
    with stalled() as wait:

        def script(peer: socket.socket, _: bytes) -> None:
            peer.sendall(HEAD + LARGE[:CUT])
            while wait(0.05):
                pass

        server = raw_server(script)

        async def main() -> None:
            async with (
                AsyncVideoClient(DIALECT, api_key=KEY, base_url=server.url) as client,
                anyio.create_task_group() as group,
            ):
                group.start_soon(client.download, "video_1", path)
                part = anyio.Path(f"{path}.part")
                # Another thread writes the file.
                while not (await part.exists() and (await part.stat()).st_size == CUT):  # noqa: ASYNC110
                    await anyio.sleep(0.01)
                group.cancel_scope.cancel()

        anyio.run(main, backend=backend)
    assert part_of(path) == LARGE[:CUT]


@needs_openssl
@pytest.mark.parametrize("size", [CUT, len(LARGE)])
def test_a_large_clip_over_tls(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """A connection that ends without TLS's own end is one that broke."""
    server = TlsServer(lambda peer, _: peer.sendall(HEAD + LARGE[:size]), tmp_path)
    context = ssl.create_default_context(cafile=str(server.certificate))
    monkeypatch.setattr("videojobs.http.pool.shared_tls", lambda: context)
    try:
        with VideoClient(DIALECT, api_key=KEY, base_url=server.url) as client:
            if size == len(LARGE):
                client.download("video_1", path)
                assert path.read_bytes() == LARGE
            else:
                with virtual_time(), pytest.raises(IncompleteDownload):
                    client.download("video_1", path)
    finally:
        server.close()


def test_the_transport_of_a_custom_client_may_replace_the_body(raw_server: Start, path: Path) -> None:
    """What it returns is what counts, not what is on its socket."""

    class Body(httpx.SyncByteStream):
        def __init__(self, inner: httpx.SyncByteStream) -> None:
            self.inner = inner

        def __iter__(self) -> Iterator[bytes]:
            for chunk in self.inner:
                yield bytes(byte ^ 0xFF for byte in chunk)

        def close(self) -> None:
            """Close the connection."""
            self.inner.close()

    class Decrypting(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            """Send, and replace the body."""
            response = super().handle_request(request)
            assert isinstance(response.stream, httpx.SyncByteStream)
            response.stream = Body(response.stream)
            return response

    encrypted = bytes(byte ^ 0xFF for byte in LARGE)
    server = raw_server(lambda peer, _: peer.sendall(HEAD + encrypted))
    with httpx.Client(transport=Decrypting()) as http_client:
        VideoClient(DIALECT, api_key=KEY, base_url=server.url, http_client=http_client).download("video_1", path)
    assert path.read_bytes() == LARGE


def test_tls_inside_tls_is_read_by_httpcore() -> None:
    """Through an https:// proxy, the socket has the bytes of the outer TLS."""

    class Nested(httpcore.MockStream):
        def get_extra_info(self, info: str) -> object:
            """Return the outer socket, and the inner TLS object."""
            return outer if info == "socket" else object()

    with socket.socket() as outer:
        assert not BoundedStream(Nested([]), is_tls=True).has_socket


def test_http_2_is_read_by_httpcore() -> None:
    """The socket has frames of several streams."""
    extensions = {"http_version": b"HTTP/2", "network_stream": BoundedStream(httpcore.MockStream([]))}
    request = httpx.Request("GET", "https://x.example")
    response = httpx.Response(200, stream=httpx.ByteStream(LARGE), extensions=extensions, request=request)
    assert b"".join(body_chunks(response)) == LARGE


def test_the_connection_of_a_small_clip_is_kept(raw_server: Start, path: Path) -> None:
    """Less than a MiB is read to the end of the response, so that the next request needs no new connection."""
    small = box(b"ftyp", b"isom\x00\x00\x02\x00") + box(b"moov", bytes(500)) + box(b"mdat", bytes(500_000))
    response = answer(200, small, content_type="video/mp4").replace(b"connection: close\r\n", b"")
    served: list[int] = []

    def script(peer: socket.socket, _: bytes) -> None:
        peer.sendall(response)
        while peer.recv(65536):
            served.append(1)
            peer.sendall(response)

    server = raw_server(script)
    with VideoClient(DIALECT, api_key=KEY, base_url=server.url) as client:
        client.download("video_1", path)
        client.download("video_1", path)
    assert served == [1]
