"""Build and close the httpx clients of a `Client`; one TLS context serves the whole process."""

from __future__ import annotations

import os
import ssl
import sys
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import contextmanager, suppress
from functools import cache, cached_property, partial
from http.cookiejar import CookieJar
from threading import Lock
from typing import Any

import httpx

from videojobs.errors import ConfigurationError, printable
from videojobs.http.deadline import bound_by_deadline
from videojobs.http.event_loop import running_loop
from videojobs.http.fork import reset_after_fork
from videojobs.http.single_clients import AsyncBorrowed, Borrowed, SingleClients
from videojobs.http.transports import transport_for, transports_of

# By default httpx closes an idle connection after 5 s (https://www.python-httpx.org/advanced/resource-limits/): each
# poll would open a new one, TLS handshake included. It also closes all idle ones but 20, after each burst of requests.
# max_connections is the default of httpx.
_EXPIRES_AFTER = 60.0
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100, keepalive_expiry=_EXPIRES_AFTER)

_ONE_CONNECTION = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=_EXPIRES_AFTER)
_UNLIMITED = httpx.Limits(keepalive_expiry=_EXPIRES_AFTER)

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


class _LoopClients:
    """The async clients of one event loop.

    Attributes:
        single: Clients of one connection each.
        is_closed: Whether the loop has ended, or the clients were closed.
    """

    def __init__(self, build: Callable[[httpx.Limits], httpx.AsyncClient]) -> None:
        self._build = build
        self._shared: httpx.AsyncClient | None = None
        self.single = SingleClients(partial(build, _ONE_CONNECTION), _EXPIRES_AFTER)
        self.is_closed = False
        # The event loop closes suspended generators when it ends, so that no connection outlives its loop.
        self._lifetime = self._close_at_the_end()
        # Runs to its `yield` without suspending; at this first step the running loop takes note of the generator.
        with suppress(StopIteration):
            self._lifetime.__anext__().send(None)

    @property
    def shared(self) -> httpx.AsyncClient:
        """The client whose pool serves all requests that borrow none."""
        if self._shared is None:
            self._shared = self._build(LIMITS)
        return self._shared

    async def _close_at_the_end(self) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            self.is_closed = True
            for client in self.single.take_all():
                await client.aclose()
            if self._shared is not None:
                await self._shared.aclose()

    async def aclose(self) -> None:
        """Close all clients."""
        await self._lifetime.aclose()


class Connections:
    """Holds the blocking httpx clients, and the async ones per event loop, each built at its first use.

    Closes only what it built, and then refuses to work: a new client would not have the proxy, certificates and limits
    of the caller's own.

    Attributes:
        one_per_request: Whether each request borrows a connection of its own. Requests that are not bounded in number
            should share a pool, which is.
        uses_aiohttp: Whether async clients send over aiohttp's connections. They work with asyncio only.
    """

    def __init__(self, *, verify: bool | str = True, arguments: dict[str, Any] | None = None) -> None:
        self.one_per_request = False
        self.uses_aiohttp = False
        self._verify = verify
        self._arguments = arguments or {}
        self._custom_sync: httpx.Client | None = None
        self._custom_async: httpx.AsyncClient | None = None
        self._is_closed = False
        self._is_async_closed = False
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._lock = Lock()
        self._cookies = CookieJar()
        self._sync: httpx.Client | None = None
        self._single = SingleClients(partial(self._build, _ONE_CONNECTION), _EXPIRES_AFTER)
        self._by_loop: dict[object, _LoopClients] = {}

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

    @property
    def sends_directly(self) -> bool:
        """Whether requests need nothing of an httpx client but its transport."""
        return self.one_per_request and self._custom_sync is None and self._custom_async is None

    @property
    def max_requests(self) -> int:
        """The most requests that can be under way at once, none of them waiting for a connection."""
        custom = self._custom_sync or self._custom_async
        if custom is None:
            return sys.maxsize
        return _most_connections(custom)

    def sync(self) -> httpx.Client:
        """Return the blocking client, whose pool all requests share.

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
                self._sync = self._build(LIMITS)
            return self._sync

    def borrowed(self) -> Borrowed:
        """Return a context manager that yields the blocking client for one request.

        Raises:
            ConfigurationError: It was closed.
        """
        if self._custom_sync is not None or not self.one_per_request:
            return Borrowed(self.sync(), None)
        if self._is_closed:
            raise _closed_error()
        clients = self._single
        return Borrowed(clients.borrow(), clients)

    def asynchronous(self) -> httpx.AsyncClient:
        """Return the async client of the running event loop, whose pool all requests share.

        Raises:
            ConfigurationError: It was closed.
        """
        return self._custom_async_client() or self._of_this_loop().shared

    def aborrowed(self) -> AsyncBorrowed:
        """Return a context manager that yields the async client for one request.

        Raises:
            ConfigurationError: It was closed.
        """
        custom = self._custom_async_client()
        # aiohttp's pool does not slow down with the number of its requests.
        if custom is not None or not self.one_per_request or self.uses_aiohttp:
            return AsyncBorrowed(custom or self._of_this_loop().shared, None)
        clients = self._of_this_loop().single
        return AsyncBorrowed(clients.borrow(), clients)

    def _custom_async_client(self) -> httpx.AsyncClient | None:
        if self._is_async_closed:
            raise _closed_error()
        return self._custom_async

    def _of_this_loop(self) -> _LoopClients:
        try:
            loop = running_loop()
        except RuntimeError:  # none runs, so none can be the wrong one
            loop = None
        clients = self._by_loop.get(loop)
        if clients is not None and not clients.is_closed:
            return clients
        clients = _LoopClients(self._build_async)
        with self._lock:
            ended = [key for key, other in self._by_loop.items() if other.is_closed or _is_closed_loop(key)]
            for key in ended:
                del self._by_loop[key]
            self._by_loop[loop] = clients
        return clients

    def _build(self, limits: httpx.Limits) -> httpx.Client:
        with _checked_environment():
            return bound_by_deadline(httpx.Client(**self._settings(limits)))

    def _build_async(self, limits: httpx.Limits) -> httpx.AsyncClient:
        with _checked_environment():
            if self.uses_aiohttp:
                _check_asyncio()
                from videojobs.http.aiohttp_client import build_aiohttp_client  # its packages are an extra

                return build_aiohttp_client(self._settings(_UNLIMITED))
            client = httpx.AsyncClient(**self._settings(limits))
            # A transport of the caller's is shared by all clients.
            if {"transport", "mounts"} & self._arguments.keys():
                return client
            from videojobs.http.async_transports import speed_up  # loads anyio

            return speed_up(client, has_one_connection=limits is _ONE_CONNECTION)

    def _settings(self, limits: httpx.Limits) -> dict[str, Any]:
        # The clients share the cookies, by which load balancers lead all requests of a client to one server.
        settings = {"verify": self._tls, "limits": limits, "cookies": self._cookies, "follow_redirects": False}
        return {**settings, **self._arguments}

    @cached_property
    def _tls(self) -> ssl.SSLContext | bool:
        if self._verify is True:
            return shared_tls()
        if self._verify is False:
            return False
        return ssl.create_default_context(cafile=self._verify)

    def close(self) -> None:
        """Close the blocking clients that were built here."""
        self._is_closed = True
        with self._lock:
            client, self._sync = self._sync, None
        if client is not None:
            client.close()
        for single in self._single.take_all():
            single.close()

    async def aclose(self) -> None:
        """Close the async clients of the running event loop that were built here; those of others close in theirs."""
        self._is_async_closed = True
        with self._lock:
            clients = self._by_loop.pop(running_loop(), None)
            # The loop of a generator that nothing refers to any more closes it:
            # https://docs.python.org/3/reference/expressions.html#asynchronous-generator-functions
            self._by_loop.clear()
        if clients is not None:
            await clients.aclose()

    def after_fork(self) -> None:
        """Drop the parent's connections: on a shared socket, each process would read the other's responses."""
        _of_the_parent.append((self._by_loop, self._single))
        for used in (self._sync, self._custom_sync, self._custom_async):
            if used is not None:
                _forget_connections(used)
        self._reset()


def _check_asyncio() -> None:
    """Check that the running event loop is one of asyncio.

    Raises:
        ConfigurationError: It is one of trio. Nothing was sent.
    """
    from asyncio import get_running_loop  # blocking programs do not load it

    try:
        get_running_loop()
    except RuntimeError:
        raise ConfigurationError(
            "transport='aiohttp' works in an event loop of asyncio only; nothing was sent. Leave it out with trio"
        ) from None


def _is_closed_loop(loop: object) -> bool:
    # A loop that is closed by hand, without `shutdown_asyncgens`, leaves its generators suspended for ever.
    is_closed = getattr(loop, "is_closed", None)
    return is_closed is not None and bool(is_closed())


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


def _most_connections(client: httpx.Client | httpx.AsyncClient) -> int:
    """Return the most connections that a client opens at once to one server, as far as its transports show it."""
    limits = [LIMITS.max_connections or 100]
    for transport in transports_of(client):
        # `limits`: of httpx-aiohttp.
        for holder, name in (("_pool", "_max_connections"), ("limits", "max_connections")):
            most = getattr(getattr(transport, holder, None), name, None)
            if isinstance(most, int):
                limits.append(most)
    return max(1, min(limits))


def _forget_connections(client: httpx.Client | httpx.AsyncClient) -> None:
    """Empty the pools of httpx's own transports without a byte to the servers, which still serve the parent."""
    for transport in transports_of(client):
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
    transport = transport_for(client, request)
    # Of these very classes: a subclass may send a request more than once.
    return type(transport) in (httpx.HTTPTransport, httpx.AsyncHTTPTransport)
