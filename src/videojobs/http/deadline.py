"""Bound all blocking reads and writes of one request and its response by one deadline, or end them at once.

httpx bounds each read, not their sum (https://www.python-httpx.org/advanced/timeouts/): a server that sends one byte
per second would hold a call for ever. A network backend of httpcore can bound the sum
(https://www.encode.io/httpcore/network-backends/). Async code needs none of this: a cancel scope ends all inside.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress
from contextvars import ContextVar, Token
from threading import Event, Lock
from typing import Any, TypeVar

import httpcore
import httpx

from videojobs.errors import ConfigurationError
from videojobs.http.transports import transports_of

# Context variables: httpx calls the backend and passes on no argument of ours. Each thread and task has its own.
_ends_at: ContextVar[float | None] = ContextVar("videojobs_deadline", default=None)
_interrupt: ContextVar[Interrupt | None] = ContextVar("videojobs_interrupt", default=None)
# As much as one TLS record holds (RFC 8446, section 5.1), so that no more system calls are needed.
_WRITE_BYTES = 16 * 1024
T = TypeVar("T")
Timeouts = dict[str, float | None]
"""Seconds for ``connect``, ``read``, ``write`` and ``pool``, as the transports of httpx read them."""
_SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class until:  # noqa: N801 - called as a function, as `contextlib.suppress` is
    """Bounds every blocking read and write inside by ``seconds`` in all; None sets no bound.

    A class, since each request enters it: a generator would take twice the CPU.
    """

    __slots__ = ("_seconds", "_token")
    _token: Token[float | None]

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._token = _ends_at.set(None if self._seconds is None else time.monotonic() + self._seconds)

    def __exit__(self, *exc_info: object) -> None:
        _ends_at.reset(self._token)


class Interrupt:
    """Ends the blocking reads, writes and pauses of one worker thread, from any other thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_set = False
        self._pause: Event | None = None
        self._stream: httpcore.NetworkStream | None = None

    @contextmanager
    def applies(self) -> Generator[None]:
        """Make the reads and writes inside interruptible."""
        token = _interrupt.set(self)
        try:
            yield
        finally:
            _interrupt.reset(token)
            # A connection that went back to the pool may serve another request: a late `set` must not shut it down.
            self.watch(None)

    def watch(self, stream: httpcore.NetworkStream | None) -> None:
        """Note the connection that is about to be used.

        Raises:
            httpcore.ReadError: The interrupt is set.
        """
        with self._lock:
            if self._is_set and stream is not None:
                raise httpcore.ReadError("interrupted")
            self._stream = stream

    def watch_pause(self, pause: Event | None) -> None:
        """Note the event that ends the pause which is about to begin, or None when it is over.

        Raises:
            ConfigurationError: The interrupt is set.
        """
        with self._lock:
            if self._is_set:
                raise ConfigurationError("the call was interrupted; the next request was not sent")
            self._pause = pause

    def call(self, function: Callable[[T], None], data: T) -> None:
        """Call a function, unless the interrupt is set; `set` returns when the call is over."""
        with self._lock:
            if self._is_set:
                raise httpx.ReadError("interrupted")
            function(data)

    def set(self) -> None:
        """End what is going on; no function is called any more."""
        with self._lock:
            self._is_set = True
            stream, self._stream = self._stream, None
            if self._pause is not None:
                self._pause.set()
        connection = None if stream is None else stream.get_extra_info("socket")
        if isinstance(connection, socket.socket):
            with suppress(OSError):  # it is closed already
                # Of the base class: that of ssl.SSLSocket would change the TLS state under the reading thread.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


@contextmanager
def interruptible(pause: Event) -> Generator[None]:
    """Set an event, which ends a pause, when the worker thread that waits for it is interrupted.

    Raises:
        ConfigurationError: It is interrupted, also if it was inside.
    """
    interrupt = _interrupt.get()
    if interrupt is not None:
        interrupt.watch_pause(pause)
    yield
    if interrupt is not None:
        interrupt.watch_pause(None)


def passed() -> bool:
    """Whether the deadline around this code has passed."""
    ends_at = _ends_at.get()
    return ends_at is not None and time.monotonic() >= ends_at


def check() -> None:
    """Raise `httpx.ReadTimeout` if the deadline around this code has passed.

    Called between the chunks of a body: a custom transport does not obey the deadline while it reads.
    """
    if passed():
        raise httpx.ReadTimeout("the deadline of the request passed")


def limited(timeouts: httpx.Timeout) -> Timeouts:
    """Return the timeouts of a request, none of them longer than the time that is left: any transport obeys these."""
    limits = timeouts.as_dict()
    ends_at = _ends_at.get()
    if ends_at is None:
        return limits
    remaining = max(ends_at - time.monotonic(), 0.001)  # `socket.settimeout(0)` would mean "do not block"
    for name, seconds in limits.items():
        if seconds is None or seconds > remaining:
            limits[name] = remaining
    return limits


def _remaining(timeout: float | None, error: type[httpcore.TimeoutException]) -> float | None:
    ends_at = _ends_at.get()
    if ends_at is None:
        return timeout
    remaining = ends_at - time.monotonic()
    if remaining <= 0:
        raise error("the deadline of the request passed")
    return remaining if timeout is None else min(remaining, timeout)


class BoundedStream(httpcore.NetworkStream):
    """A connection whose reads and writes obey `until` and `Interrupt`."""

    def __init__(self, inner: httpcore.NetworkStream, *, is_tls: bool = False) -> None:
        self._inner = inner
        self._is_tls = is_tls

    def _watch(self) -> None:
        interrupt = _interrupt.get()
        if interrupt is not None:
            interrupt.watch(self._inner)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what arrived."""
        self._watch()
        return self._inner.read(max_bytes, _remaining(timeout, httpcore.ReadTimeout))

    @property
    def has_socket(self) -> bool:
        """Whether the socket itself can be used: not for TLS inside TLS, as through an https:// proxy."""
        connection = self._inner.get_extra_info("socket")
        is_outermost = self._inner.get_extra_info("ssl_object") is getattr(connection, "_sslobj", None)
        return is_outermost and isinstance(connection, socket.socket)

    def read_into(self, buffer: memoryview, timeout: float | None) -> int:
        """Wait for bytes, read all that are there into a buffer, and return their number; 0 if the server closed.

        Raises:
            httpx.ReadTimeout: None arrived in time.
            httpx.ReadError: The connection broke.
        """
        connection: socket.socket = self._inner.get_extra_info("socket")
        try:
            self._watch()
            connection.settimeout(_remaining(timeout, httpcore.ReadTimeout))
            size = connection.recv_into(buffer)
        except (TimeoutError, httpcore.ReadTimeout) as error:
            raise httpx.ReadTimeout(str(error)) from error
        except (OSError, httpcore.ReadError) as error:
            raise httpx.ReadError(str(error)) from error
        if self._is_tls:
            # One read returns one record, of at most 16 KiB (RFC 8446, section 5.1).
            connection.settimeout(0)
            with suppress(OSError):  # no further record is there; an error is raised again by the next call
                while 0 < size < len(buffer) and (more := connection.recv_into(buffer[size:])):
                    size += more
        return size

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        self._watch()
        # httpcore gives the whole timeout to each piece that the socket takes: a server that reads slowly would hold
        # an upload for ever.
        if self.has_socket:
            self._write_to_socket(memoryview(buffer), timeout)
            return
        for start in range(0, len(buffer), _WRITE_BYTES):
            remaining = _remaining(timeout, httpcore.WriteTimeout)
            self._inner.write(buffer[start : start + _WRITE_BYTES], remaining)

    def _write_to_socket(self, data: memoryview, timeout: float | None) -> None:
        connection: socket.socket = self._inner.get_extra_info("socket")
        try:
            while data:
                connection.settimeout(_remaining(timeout, httpcore.WriteTimeout))
                data = data[connection.send(data[:_WRITE_BYTES]) :]
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Return the connection over TLS."""
        self._watch()
        timeout = _remaining(timeout, httpcore.ConnectTimeout)
        return BoundedStream(self._inner.start_tls(ssl_context, server_hostname, timeout), is_tls=True)

    def get_extra_info(self, info: str) -> Any:
        """Return a fact about the connection, by its name in httpcore."""
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, inner: httpcore.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        timeout = _remaining(timeout, httpcore.ConnectTimeout)
        return BoundedStream(self._inner.connect_tcp(host, port, timeout, local_address, socket_options))

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[_SocketOption] | None = None
    ) -> httpcore.NetworkStream:
        return BoundedStream(
            self._inner.connect_unix_socket(path, _remaining(timeout, httpcore.ConnectTimeout), socket_options)
        )

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


def bound_by_deadline(client: httpx.Client) -> httpx.Client:
    """Make a client obey `until`; outside of `until`, it works as before.

    httpx has no argument for the network backend, so it is set in the pools that httpx built: one for direct
    connections and one per proxy of the environment. A test checks that this works with the installed httpx. A custom
    transport without such a pool stays as it is.
    """
    for transport in transports_of(client):
        pool: Any = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if isinstance(backend, httpcore.NetworkBackend) and not isinstance(backend, _Backend):
            pool._network_backend = _Backend(backend)
            _wrap_open_connections(pool)
    return client


def _wrap_open_connections(pool: Any) -> None:
    """Bound the connections, too, that a custom client opened before it was passed to us."""
    for connection in getattr(pool, "connections", ()):
        protocol: Any = getattr(connection, "_connection", None)
        stream = getattr(protocol, "_network_stream", None)
        if isinstance(stream, httpcore.NetworkStream):
            protocol._network_stream = BoundedStream(stream, is_tls=stream.get_extra_info("ssl_object") is not None)
