"""Build and close the httpx clients of a `Client`; one TLS context serves the whole process."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager, suppress
from functools import cache
from threading import Lock
from typing import Any

import httpx
from attrs import frozen

from videojobs.errors import ConfigurationError, printable
from videojobs.http.deadline import bound_by_deadline
from videojobs.http.fork import reset_after_fork

# By default httpx closes an idle connection after 5 s (https://www.python-httpx.org/advanced/resource-limits/): each
# poll would open a new one, TLS handshake included. It also closes all idle ones but 20, after each burst of requests.
# max_connections is the default of httpx.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100, keepalive_expiry=60.0)

# httpx raises these before a byte of the request leaves, so no server has received it.
# ProxyError: the proxy refused the tunnel (CONNECT), so the request never went into it.
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
_of_the_parent: list[object] = []
"""Async clients of the parent of a fork, never freed: to free them would touch the event loop that they belong to."""


# https://www.python-httpx.org/environment_variables/
_ENVIRONMENT = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@cache
def shared_tls() -> ssl.SSLContext:
    """Return the TLS context that all clients share: to build one takes 20 ms and 0.75 MB."""
    return httpx.create_ssl_context()


@frozen
class _LoopClient:
    """The async client of one event loop.

    Attributes:
        client: The client.
        lifetime: A suspended generator that closes the client. The event loop closes such generators when it ends, so
            that no connection outlives the loop that it belongs to.
    """

    client: httpx.AsyncClient
    lifetime: AsyncGenerator[None]


class Connections:
    """Holds the blocking httpx client, and an async one per event loop, each built at its first use.

    Closes only what it built, and then refuses to work: a new client would not have the proxy, certificates and limits
    of the caller's own.
    """

    def __init__(self, *, verify: bool | str = True, arguments: dict[str, Any] | None = None) -> None:
        self._verify = verify
        self._arguments = arguments or {}
        self._custom_sync: httpx.Client | None = None
        self._custom_async: httpx.AsyncClient | None = None
        self._sync: httpx.Client | None = None
        self._by_loop: dict[object, _LoopClient] = {}
        self._is_closed = False
        self._is_async_closed = False
        self._lock = Lock()
        reset_after_fork(self)

    def use(self, client: httpx.Client) -> None:
        """Use a client that the caller built and will close."""
        self._custom_sync = bound_by_deadline(client)

    def use_async(self, client: httpx.AsyncClient) -> None:
        """Use an async client that the caller built and will close."""
        self._custom_async = client

    @property
    def has_custom_async(self) -> bool:
        """Whether the caller built the async client."""
        return self._custom_async is not None

    def sync(self) -> httpx.Client:
        """Return the blocking client.

        Raises:
            ConfigurationError: It was closed.
        """
        if self._is_closed:
            raise _closed_error()
        client = self._custom_sync or self._sync
        if client is not None:
            return client
        with self._lock:
            if self._sync is None:
                with _checked_environment():
                    self._sync = bound_by_deadline(httpx.Client(**self._settings()))
            return self._sync

    def asynchronous(self) -> httpx.AsyncClient:
        """Return the async client of the running event loop.

        Raises:
            ConfigurationError: It was closed.
        """
        from anyio.lowlevel import current_token

        if self._is_async_closed:
            raise _closed_error()
        if self._custom_async is not None:
            return self._custom_async
        try:
            token = current_token()
        except RuntimeError:  # no event loop runs, so none can be the wrong one
            token = None
        entry = self._by_loop.get(token)
        if entry is None or entry.client.is_closed:
            entry = self._open_for_loop(token)
        return entry.client

    def _open_for_loop(self, token: object) -> _LoopClient:
        with _checked_environment():
            client = httpx.AsyncClient(**self._settings())
        lifetime = _close_at_the_end(client)
        # Runs to its `yield` without suspending; at this first step the running loop takes note of the generator.
        with suppress(StopIteration):
            lifetime.__anext__().send(None)
        entry = _LoopClient(client, lifetime)
        with self._lock:
            ended = [key for key, other in self._by_loop.items() if other.client.is_closed or _is_closed_loop(key)]
            for key in ended:
                del self._by_loop[key]
            self._by_loop[token] = entry
        return entry

    def _settings(self) -> dict[str, Any]:
        if self._verify is True:
            verify: ssl.SSLContext | bool = shared_tls()
        elif self._verify is False:
            verify = False
        else:
            verify = ssl.create_default_context(cafile=self._verify)
        return {"verify": verify, "limits": LIMITS, "follow_redirects": False, **self._arguments}

    def close(self) -> None:
        """Close the blocking client if it was built here."""
        self._is_closed = True
        with self._lock:
            client, self._sync = self._sync, None
        if client is not None:
            client.close()

    async def aclose(self) -> None:
        """Close the async client of the running event loop if it was built here; those of others close in theirs."""
        from anyio.lowlevel import current_token

        self._is_async_closed = True
        with self._lock:
            entry = self._by_loop.pop(current_token(), None)
            # The loop of a generator that nothing refers to any more closes it:
            # https://docs.python.org/3/reference/expressions.html#asynchronous-generator-functions
            self._by_loop.clear()
        if entry is not None:
            await entry.lifetime.aclose()

    def after_fork(self) -> None:
        """Drop the parent's connections: on a shared socket, each process would read the other's responses."""
        self._lock = Lock()
        _of_the_parent.append(self._by_loop)
        self._by_loop = {}
        client, self._sync = self._sync, None
        for used in (client, self._custom_sync, self._custom_async):
            if used is not None:
                _forget_connections(used)


def _is_closed_loop(token: object) -> bool:
    # A loop that is closed by hand, without `shutdown_asyncgens`, leaves its generators suspended for ever.
    is_closed = getattr(getattr(token, "native_token", None), "is_closed", None)
    return is_closed is not None and bool(is_closed())


async def _close_at_the_end(client: httpx.AsyncClient) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        await client.aclose()


@contextmanager
def _checked_environment() -> Generator[None]:
    """Raise `ConfigurationError` for proxies and certificates that httpx cannot use; most are of the environment."""
    try:
        yield
    except (httpx.InvalidURL, ValueError, OSError, ImportError) as error:
        names = [name for name in _ENVIRONMENT if os.environ.get(name) or os.environ.get(name.lower())]
        settings = ", ".join(names) or "httpx_args"
        raise ConfigurationError(
            f"the connection's proxy or certificate settings cannot be used ({settings}): {printable(str(error), 200)}"
        ) from error


def _closed_error() -> ConfigurationError:
    return ConfigurationError("this client is closed; nothing was sent. Create a new one")


def _transports(client: httpx.Client | httpx.AsyncClient) -> list[Any]:
    return [client._transport, *client._mounts.values()]  # pyright: ignore[reportPrivateUsage]


def connection_limit(client: httpx.Client | httpx.AsyncClient) -> int:
    """Return the most connections that a client opens at once to one server, as far as its transports show it."""
    limits = [LIMITS.max_connections or 100]
    for transport in _transports(client):
        most = getattr(getattr(transport, "_pool", None), "_max_connections", None)
        if isinstance(most, int):
            limits.append(most)
    return max(1, min(limits))


def _forget_connections(client: httpx.Client | httpx.AsyncClient) -> None:
    """Empty the pools of httpx's own transports without a byte to the servers, which still serve the parent."""
    for transport in _transports(client):
        pool = getattr(transport, "_pool", None)
        if pool is None:
            continue
        _of_the_parent.append([*pool._connections, *pool._requests])
        pool._connections, pool._requests = [], []
        # A thread of the parent may have held it.
        pool._optional_thread_lock = type(pool._optional_thread_lock)()


def proves_unsent(client: httpx.Client | httpx.AsyncClient, request: httpx.Request, error: Exception) -> bool:
    """Whether an exception proves that no byte of a request left this machine.

    Only the exceptions of httpx's own transports do, whoever built the client: these connect first, and send then
    (https://www.encode.io/httpcore/connection-pools/). Another transport may raise the same classes later, as
    httpx-aiohttp raises `ConnectTimeout` for a connection that was reset after the request was sent. And an exception
    may be about another request, of an event hook.
    """
    # `_request`: the property raises a RuntimeError where no request is set.
    if not isinstance(error, _UNSENT) or getattr(error, "_request", None) is not request:
        return False
    # A subclass may repeat the request by itself, and raise what the last try raised.
    if type(client) not in (httpx.Client, httpx.AsyncClient):
        return False
    transport = client._transport_for_url(request.url)  # pyright: ignore[reportPrivateUsage]
    # Of these very classes: a subclass may send a request more than once.
    return type(transport) in (httpx.HTTPTransport, httpx.AsyncHTTPTransport)
