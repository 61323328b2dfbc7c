"""Connections of asyncio for httpcore, over real sockets: bytes, limits, cancellation, TLS, several addresses."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import struct
import warnings
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import anyio
import httpcore
import httpx
import pytest

from tests.raw_server import answer
from tests.tls_server import TlsServer, needs_openssl
from videojobs.http.async_transports import Backend, OneConnection, speed_up
from videojobs.http.asyncio_stream import AsyncioStream

Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
MIB = 2**20
SECONDS = 5.0
"""More than any step takes on a busy machine."""
SOON = 0.05


class Inner(httpcore.AnyIOBackend):
    """The backend of httpcore, which must not be used where asyncio runs."""

    def __init__(self) -> None:
        self.hosts: list[str] = []

    async def connect_tcp(self, host: str, *args: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        """Note the host."""
        self.hosts.append(host)
        raise httpcore.ConnectError("the inner backend")


def test_the_pools_of_the_installed_httpx_are_replaced() -> None:
    """Or each request would take twice the CPU; those of other transports stay as they are."""
    transport = httpx.AsyncHTTPTransport()
    for has_one_connection in (False, True):
        mounts = {"http://a.example": transport, "http://b.example": None, "http://c.example": httpx.MockTransport(str)}
        client = speed_up(httpx.AsyncClient(mounts=mounts), has_one_connection=has_one_connection)
        for replaced in (client._transport, transport):
            pool = replaced._pool
            assert isinstance(pool, OneConnection) == has_one_connection
            backend = getattr(pool, "_pool", pool)._network_backend
            assert isinstance(backend, Backend) and isinstance(backend._inner, httpcore.AsyncNetworkBackend)


async def connect(port: int, host: str = "127.0.0.1", timeout: float = SECONDS) -> AsyncioStream:
    """Connect by the backend under test."""
    stream = await Backend(Inner()).connect_tcp(
        host, port, timeout, None, [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    )
    assert isinstance(stream, AsyncioStream)
    return stream


@asynccontextmanager
async def connected(peer: Peer) -> AsyncGenerator[AsyncioStream]:
    """Yield a connection to a server that passes its side of it to ``peer``."""
    tasks: list[asyncio.Task[None]] = []

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.append(cast("asyncio.Task[None]", asyncio.current_task()))
        try:
            await peer(reader, writer)
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(respond, "127.0.0.1", 0)
    stream = await connect(server.sockets[0].getsockname()[1])
    try:
        yield stream
    finally:
        await stream.aclose()
        server.close()
        await asyncio.wait(tasks, timeout=SECONDS)


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run to the end; what is left open is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asyncio.run(asyncio.wait_for(main(), 30.0))
        gc.collect()


async def until_closed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send nothing, and read until the client closes."""
    await reader.read()


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST."""
    option = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, option)
    writer.transport.abort()


def test_bytes_are_read_in_pieces_of_at_most_the_size_asked_for() -> None:
    """To the end, after which every read returns nothing."""

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"abcde")

    async def main() -> None:
        async with connected(peer) as stream:
            received = [await stream.read(2, SECONDS) for _ in range(3)]
            assert b"".join(received) == b"abcde" and max(map(len, received)) == 2
            assert await stream.read(2, SECONDS) == await stream.read(2, SECONDS) == b""

    run(main)


def test_a_server_that_ends_its_side_is_still_written_to() -> None:
    """As one that answers before it has read the whole request."""
    received = bytearray()

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write_eof()
        received.extend(await reader.read())

    async def main() -> None:
        async with connected(peer) as stream:
            assert await stream.read(1, SECONDS) == b""
            await stream.write(b"more", SECONDS)
        assert received == b"more"

    run(main)


def test_a_reset_is_an_error_after_what_arrived_before_it() -> None:
    """Of the read, then of the write."""

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"start")
        await reader.readexactly(1)  # by then, the client has read it
        reset(writer)

    async def main() -> None:
        async with connected(peer) as stream:
            assert await stream.read(9, SECONDS) == b"start"
            await stream.write(b"1", SECONDS)
            with pytest.raises(httpcore.ReadError):
                await stream.read(9, SECONDS)
            with pytest.raises(httpcore.WriteError):
                await stream.write(b"2", SECONDS)

    run(main)


def test_a_closed_connection_is_not_used_again() -> None:
    """Not even what it had received; the generators of httpx end by that."""

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"start")
        await reader.read()

    async def main() -> None:
        async with connected(peer) as stream:
            await stream.read(1, SECONDS)
            await stream.aclose()
            with pytest.raises(httpcore.ReadError):
                await stream.read(9, SECONDS)
            with pytest.raises(httpcore.WriteError):
                await stream.write(b"2", SECONDS)

    run(main)


def test_a_read_that_times_out_or_is_cancelled_loses_nothing() -> None:
    """The next one returns all bytes."""

    async def main() -> None:
        may_send = asyncio.Event()

        async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await may_send.wait()
            writer.write(b"late")
            await reader.read()

        async with connected(peer) as stream:
            with pytest.raises(httpcore.ReadTimeout):
                await stream.read(9, SOON)
            with anyio.move_on_after(SOON) as scope:
                await stream.read(9, SECONDS)
            assert scope.cancelled_caught
            task = asyncio.create_task(stream.read(9, SECONDS))
            await asyncio.sleep(0)
            may_send.set()
            await asyncio.sleep(SOON)
            task.cancel()  # when the bytes are there already
            received = b"" if (await asyncio.gather(task, return_exceptions=True))[0] != b"late" else b"late"
            assert (received or await stream.read(9, SECONDS)) == b"late"

    run(main)


def test_what_nobody_reads_stays_in_the_kernel() -> None:
    """Or a server could fill the memory."""

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(bytes(16 * MIB))
        await reader.read()

    async def main() -> None:
        async with connected(peer) as stream:
            size = len(await stream.read(1, SECONDS))
            for _ in range(200):
                await asyncio.sleep(0)
            assert len(stream._unread) < MIB
            for _ in range(50):
                size += len(await stream.read(1, SECONDS))  # it leaves more than enough
                for _ in range(4):
                    await asyncio.sleep(0)
            assert len(stream._unread) < MIB
            while size < 16 * MIB:
                size += len(await stream.read(65_536, SECONDS))
            assert stream.get_extra_info("is_readable") is False

    run(main)


def test_a_write_waits_for_a_slow_reader_within_its_limit() -> None:
    """The bytes are then in the kernel, or the time was over."""
    ended = asyncio.Event()

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        await ended.wait()

    async def main() -> None:
        async with connected(peer) as stream:
            with pytest.raises(httpcore.WriteTimeout):
                await stream.write(bytes(64 * MIB), SOON)
            ended.set()

    run(main)


def test_an_idle_connection_is_readable_when_something_arrived() -> None:
    """Bytes that nobody asked for, or the end: httpcore does not use it again."""

    async def main() -> None:
        may_send = asyncio.Event()

        async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await may_send.wait()

        async with connected(peer) as stream:
            assert stream.get_extra_info("is_readable") is False
            assert stream.get_extra_info("server_addr")[0] == stream.get_extra_info("client_addr")[0] == "127.0.0.1"
            assert stream.get_extra_info("ssl_object") is None
            assert stream.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            may_send.set()
            assert await stream.read(1, SECONDS) == b""
            assert stream.get_extra_info("is_readable") is True

    run(main)


def test_the_kernel_is_asked_too() -> None:
    """A busy event loop has not read yet what arrived."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        async def main() -> None:
            stream = await connect(listener.getsockname()[1])
            peer, _ = listener.accept()
            with peer:
                assert stream.get_extra_info("is_readable") is False
                peer.sendall(b"surplus")
                assert stream.get_extra_info("is_readable") is True
            await stream.aclose()

        run(main)


@contextmanager
def full() -> Generator[int]:
    """Yield a port of loopback that neither accepts nor refuses further connections."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
        try:
            yield port
        finally:
            for client in waiting:
                client.close()


def test_connecting_ends_in_time_and_by_cancellation(monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves no socket open. A port where nobody listens refuses at once."""

    async def main() -> None:
        with full() as port:
            with pytest.raises(httpcore.ConnectTimeout):
                await connect(port, timeout=SOON)
            task = asyncio.create_task(connect(port))
            await asyncio.sleep(SOON)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        with pytest.raises(httpcore.ConnectError):
            await connect(1)

        async def resolve(*_: Any, **__: Any) -> list[Any]:
            raise socket.gaierror("no such host")

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
        with pytest.raises(httpcore.ConnectError, match="no such host"):
            await connect(80, host="nowhere.invalid")

    run(main)


@pytest.mark.parametrize("first", ["full", "refused"])
def test_the_next_address_is_tried(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while the first one neither accepts nor refuses, as an IPv6 address behind a broken router."""

    async def main() -> None:
        with full() as unused, socket.create_server(("127.0.0.1", 0)) as listener:
            ports = [unused if first == "full" else 1, listener.getsockname()[1]]

            async def resolve(*_: Any, **__: Any) -> list[Any]:
                return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]

            monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
            stream = await connect(443, host="two.example")
            assert stream.get_extra_info("server_addr")[1] == ports[1]
            await stream.aclose()

    run(main)


def test_other_event_loops_use_the_backend_of_httpcore() -> None:
    """As trio; and so do connections from a given local address."""
    inner = Inner()

    async def main() -> None:
        with pytest.raises(httpcore.ConnectError, match="the inner backend"):
            await Backend(inner).connect_tcp("x.example", 443, local_address=local_address)

    local_address = None
    anyio.run(main, backend="trio")
    local_address = "127.0.0.2"
    anyio.run(main, backend="asyncio")
    assert inner.hosts == ["x.example", "x.example"]


@needs_openssl
def test_tls(tmp_path: Path) -> None:
    """A large body both ways, a certificate that is checked, and no bytes from before the handshake."""
    sizes: list[int] = []

    def respond(peer: socket.socket, request: bytes) -> None:
        sizes.append(len(request))
        peer.sendall(answer(200, request[-MIB:]))

    server = TlsServer(respond, tmp_path)
    port = int(server.url.rpartition(":")[2])
    context = ssl.create_default_context(cafile=server.certificate)
    request = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % MIB + bytes(range(256)) * 4096

    async def main() -> None:
        plain = await connect(port)
        stream = await plain.start_tls(context, "127.0.0.1", SECONDS)
        assert stream.get_extra_info("ssl_object").version().startswith("TLS")
        await stream.write(request, SECONDS)
        received = b""
        while data := await stream.read(65_536, SECONDS):
            received += data
        assert received.endswith(request[-MIB:])
        await stream.aclose()
        for unknown, name in ((ssl.create_default_context(), "127.0.0.1"), (context, "other.example")):
            plain = await connect(port)
            with pytest.raises(httpcore.ConnectError, match="certificate verify failed"):
                await plain.start_tls(unknown, name, SECONDS)

    try:
        run(main)
    finally:
        server.close()
    assert sizes == [len(request)]


def test_a_server_that_does_not_speak_tls_is_refused() -> None:
    """Whether it sends something, closes, or does nothing."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready, and this came unencrypted")
        await reader.read()

    async def close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(1)

    async def main() -> None:
        context = ssl.create_default_context()
        async with connected(greet) as stream:
            await stream.read(1, SECONDS)
            with pytest.raises(httpcore.ConnectError, match="before TLS"):
                await stream.start_tls(context, "127.0.0.1", SECONDS)
        async with connected(close) as stream:
            with pytest.raises(httpcore.ConnectError):
                await stream.start_tls(context, "127.0.0.1", SECONDS)
        async with connected(until_closed) as stream:
            with pytest.raises(httpcore.ConnectTimeout):
                await stream.start_tls(context, "127.0.0.1", SOON)
            assert stream._transport.is_closing()

    run(main)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_one_connection_is_used_again_until_it_cannot_be(backend: str) -> None:
    """Not after the server closed it, and not for another origin."""

    class Server(httpcore.AsyncMockBackend):
        connections: int = 0

        async def connect_tcp(self, *args: Any, **options: Any) -> httpcore.AsyncNetworkStream:
            type(self).connections += 1
            closing = b"Connection: close\r\n" if self.connections == 2 else b""
            response = b"HTTP/1.1 200 OK\r\n" + closing + b"Content-Length: 2\r\n\r\nok"
            return Stream([response] * 3)

    class Stream(httpcore.AsyncMockStream):
        is_closed_by_the_server = False

        def get_extra_info(self, info: str) -> object:
            return self.is_closed_by_the_server if info == "is_readable" else super().get_extra_info(info)

    pool = httpcore.AsyncConnectionPool(network_backend=Server([]))
    one = OneConnection(pool)

    async def get(url: str) -> None:
        response = await one.handle_async_request(httpcore.Request("GET", url, headers={"Host": "x"}))
        await response.aread()
        await response.aclose()

    async def main() -> None:
        await get("http://x.example/1")
        await get("http://x.example/2")
        assert Server.connections == 1
        await get("http://y.example/3")  # whose response closes the connection
        assert Server.connections == 2
        await get("http://y.example/4")
        await get("http://y.example/5")
        assert Server.connections == 3
        Stream.is_closed_by_the_server = True  # while no request was under way
        await get("http://y.example/6")
        assert Server.connections == 4
        await one.aclose()

    anyio.run(main, backend=backend)
