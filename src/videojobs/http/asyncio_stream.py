"""Read and write for httpcore by the transports of asyncio, which takes less CPU than by anyio.

httpcore uses anyio on asyncio: each read and write enters a cancel scope, suspends, and starts and stops to watch the
socket.
"""

from __future__ import annotations

import asyncio
import select
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

import httpcore
from anyio import fail_after

# More is left in the kernel, so that the server waits.
_MAX_UNREAD = 256 * 1024
_WRITE_BYTES = 64 * 1024
_EXTRA_INFO = {"client_addr": "sockname", "server_addr": "peername"}


class AsyncioStream(httpcore.AsyncNetworkStream, asyncio.Protocol):
    """A connection. What arrives is kept until it is read, also when a read is cancelled."""

    _transport: asyncio.Transport

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._unread = bytearray()
        self._waiters: set[asyncio.Future[None]] = set()
        self._error: Exception | None = None
        self._is_tls = self._is_at_end = self._is_closed = False
        self._is_writable = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)
        # A write waits until the kernel has all: its time limit counts that. With 0, TLS would never resume
        # (https://github.com/python/cpython/blob/3.11/Lib/asyncio/sslproto.py, `_control_app_writing`).
        self._transport.set_write_buffer_limits(high=1)

    def data_received(self, data: bytes) -> None:
        """Keep the bytes."""
        self._unread += data
        if len(self._unread) > _MAX_UNREAD:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """Note the end; return whether writing goes on. Over TLS, asyncio always closes such a connection."""
        self._is_at_end = True
        self._wake()
        return not self._is_tls

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end, and why the connection broke."""
        self._error, self._is_at_end, self._is_writable = exc, True, True
        self._wake()

    def pause_writing(self) -> None:
        """Note that the kernel takes no more."""
        self._is_writable = False

    def resume_writing(self) -> None:
        """Note that the kernel has all."""
        self._is_writable = True
        self._wake()

    def _wake(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def _wait(self, ends_at: float | None, error: type[httpcore.TimeoutException]) -> None:
        """Return when something has changed."""
        waiter: asyncio.Future[None] = self._loop.create_future()
        # A timer takes a tenth of the CPU of a cancel scope.
        timer = None if ends_at is None else self._loop.call_at(ends_at, _expire, waiter, error)
        self._waiters.add(waiter)
        try:
            await waiter
        finally:
            self._waiters.discard(waiter)
            if timer is not None:
                timer.cancel()

    def _ends_at(self, timeout: float | None) -> float | None:
        return None if timeout is None else self._loop.time() + timeout

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return bytes that arrived; none if the server will send no more."""
        if not self._unread and not self._is_at_end:
            ends_at = self._ends_at(timeout)
            while not self._unread and not self._is_at_end:
                await self._wait(ends_at, httpcore.ReadTimeout)
        if self._is_closed or (self._error is not None and not self._unread):
            raise httpcore.ReadError(str(self._error or "the connection is closed")) from self._error
        data = bytes(self._unread[:max_bytes])
        del self._unread[:max_bytes]
        if len(self._unread) <= _MAX_UNREAD:
            self._transport.resume_reading()  # without an effect unless it is paused
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        ends_at = self._ends_at(timeout)
        # In pieces: over TLS, asyncio takes a buffer of any size at once, and waits with the next one.
        for start in range(0, len(buffer), _WRITE_BYTES):
            if self._transport.is_closing():
                raise httpcore.WriteError(str(self._error or "the connection is closed")) from self._error
            self._transport.write(buffer[start : start + _WRITE_BYTES])
            while not self._is_writable:
                await self._wait(ends_at, httpcore.WriteTimeout)

    async def aclose(self) -> None:
        """Close the connection at once."""
        self._is_closed = True
        self._transport.abort()
        await asyncio.sleep(0)  # asyncio closes the socket in its next round

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Return the connection over TLS."""
        try:
            # Bytes that came unencrypted must not be read as if they had come over TLS (CVE-2011-0411).
            if self._unread or self._is_at_end:
                raise httpcore.ConnectError("the server sent bytes, or closed, before TLS was started")
            self._is_tls = True
            with map_connect_errors(), fail_after(timeout):
                transport = await self._loop.start_tls(
                    self._transport, self, ssl_context, server_hostname=server_hostname
                )
            self.connection_made(cast(asyncio.Transport, transport))
        except BaseException:
            self._transport.abort()
            raise
        return self

    def get_extra_info(self, info: str) -> Any:
        """Return a fact about the connection, by its name in httpcore."""
        if info == "is_readable":
            return self._is_at_end or bool(self._unread) or self._has_unread_in_kernel()
        return self._transport.get_extra_info(_EXTRA_INFO.get(info, info))

    def _has_unread_in_kernel(self) -> bool:
        """Whether bytes, or the end, arrived that a busy event loop has not read yet."""
        poll = select.poll()
        poll.register(self._transport.get_extra_info("socket").fileno(), select.POLLIN)
        return bool(poll.poll(0))


def _expire(waiter: asyncio.Future[None], error: type[Exception]) -> None:
    if not waiter.done():
        waiter.set_exception(error("the time limit passed"))


@contextmanager
def map_connect_errors() -> Generator[None]:
    """Raise the exceptions of httpcore for those of asyncio."""
    try:
        yield
    except TimeoutError as error:
        raise httpcore.ConnectTimeout(str(error)) from error
    except OSError as error:  # ssl.SSLError is one
        raise httpcore.ConnectError(str(error)) from error
