"""Bound all blocking reads and writes of one request and its response by one deadline.

httpx bounds each read, not their sum (https://www.python-httpx.org/advanced/timeouts/): a server that sends one byte
per second would hold a call for ever. A network backend of httpcore can bound the sum
(https://www.encode.io/httpcore/network-backends/). Async code needs none of this: a cancel scope ends all inside.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx

_ends_at: ContextVar[float | None] = ContextVar("videojobs_deadline", default=None)
_SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


@contextmanager
def until(seconds: float | None) -> Generator[None]:
    """Bound every blocking read and write inside by ``seconds`` in all; None sets no bound."""
    token = _ends_at.set(None if seconds is None else time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(token)


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


def limited(timeouts: httpx.Timeout) -> httpx.Timeout:
    """Return the timeouts of a request, none of them longer than the time that is left: any transport obeys these."""
    ends_at = _ends_at.get()
    if ends_at is None:
        return timeouts
    remaining = max(ends_at - time.monotonic(), 0.001)  # `socket.settimeout(0)` would mean "do not block"
    limits = {}
    for name, seconds in timeouts.as_dict().items():
        limits[name] = remaining if seconds is None else min(remaining, seconds)
    return httpx.Timeout(**limits)


def _remaining(timeout: float | None, error: type[httpcore.TimeoutException]) -> float | None:
    ends_at = _ends_at.get()
    if ends_at is None:
        return timeout
    remaining = ends_at - time.monotonic()
    if remaining <= 0:
        raise error("the deadline of the request passed")
    return remaining if timeout is None else min(remaining, timeout)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _remaining(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _remaining(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(
            self._inner.start_tls(ssl_context, server_hostname, _remaining(timeout, httpcore.ConnectTimeout))
        )

    def get_extra_info(self, info: str) -> Any:
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
        return _Stream(self._inner.connect_tcp(host, port, timeout, local_address, socket_options))

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[_SocketOption] | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(
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
    transports = (client._transport, *client._mounts.values())  # pyright: ignore[reportPrivateUsage]
    for transport in transports:
        pool: Any = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if isinstance(backend, httpcore.NetworkBackend) and not isinstance(backend, _Backend):
            pool._network_backend = _Backend(backend)
    return client
