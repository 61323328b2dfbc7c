"""Lend out httpx clients of one connection each, and send with them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

import httpx

from videojobs.http.transports import transport_for

HttpClient = TypeVar("HttpClient", bound=httpx.Client | httpx.AsyncClient)


class SingleClients(Generic[HttpClient]):
    """Clients of one connection each: each request borrows one for itself.

    httpcore looks at all connections of a pool, and at all requests that wait for one, at each start and end of a
    request (https://github.com/encode/httpcore/issues/1035): 100 requests at once in one pool take four times the CPU
    of 100 pools of one connection, and with a thousand nothing else is done.

    Args:
        build: Returns a new client.
        expires_after: Seconds for which a client keeps its connection open without a request.
    """

    def __init__(self, build: Callable[[], HttpClient], expires_after: float) -> None:
        self._build = build
        self._expires_after = expires_after
        self._lock = Lock()
        self._idle: deque[tuple[HttpClient, float]] = deque()
        self._all: set[HttpClient] = set()

    def borrow(self) -> HttpClient:
        """Return the client that was used last, since its connection is the most likely to be open; or a new one."""
        with self._lock:
            if self._idle:
                return self._idle.pop()[0]
        client = self._build()
        with self._lock:
            self._all.add(client)
        return client

    def give_back(self, client: HttpClient) -> None:
        """Let other requests use the client."""
        with self._lock:
            if client in self._all:
                self._idle.append((client, time.monotonic()))

    def discard(self, client: HttpClient) -> None:
        """Let no other request use the client, which the caller closes.

        When a request is interrupted, httpcore may count its connection as in use for ever: `asyncio.Task.cancel`
        breaks through its shields, as Ctrl-C does. All later requests would wait for the connection.
        """
        with self._lock:
            self._all.discard(client)

    def take_expired(self) -> HttpClient | None:
        """Remove and return a client that was not used for so long that its connection has expired, or None."""
        with self._lock:
            if not self._idle or time.monotonic() - self._idle[0][1] < self._expires_after:
                return None
            client, _ = self._idle.popleft()
            self._all.discard(client)
            return client

    def take_all(self) -> list[HttpClient]:
        """Remove and return all clients; those in use are not taken back."""
        with self._lock:
            clients = list(self._all)
            self._all.clear()
            self._idle.clear()
        return clients


class Borrowed:
    """Gives a client back on exit. A class, since each request enters it: a generator would take twice the CPU."""

    __slots__ = ("_client", "_clients")

    def __init__(self, client: httpx.Client, clients: SingleClients[httpx.Client] | None) -> None:
        self._client = client
        self._clients = clients

    def __enter__(self) -> httpx.Client:
        return self._client

    def __exit__(self, *exc_info: object) -> None:
        if self._clients is None:
            return
        if exc_info[0] is not None:
            self._clients.discard(self._client)
            self._client.close()
            return
        self._clients.give_back(self._client)
        if (expired := self._clients.take_expired()) is not None:
            expired.close()


class AsyncBorrowed:
    """Gives an async client back on exit."""

    __slots__ = ("_client", "_clients")

    def __init__(self, client: httpx.AsyncClient, clients: SingleClients[httpx.AsyncClient] | None) -> None:
        self._client = client
        self._clients = clients

    async def __aenter__(self) -> httpx.AsyncClient:
        return self._client

    async def __aexit__(self, *exc_info: object) -> None:
        if self._clients is None:
            return
        if exc_info[0] is not None:
            from anyio import CancelScope  # blocking programs do not load it

            self._clients.discard(self._client)
            with CancelScope(shield=True):
                await self._client.aclose()
            return
        self._clients.give_back(self._client)
        if (expired := self._clients.take_expired()) is not None:
            await expired.aclose()


def send_directly(client: httpx.Client, request: httpx.Request) -> httpx.Response:
    """Send a request by the transport of a client that was built here, and return the response, unread.

    `httpx.Client.send` looks for auth, hooks and redirects first, which such clients do not have, and logs; that takes
    a quarter of the CPU of a request.
    """
    transport = transport_for(client, request)
    if transport is None:
        return client.send(request, stream=True, follow_redirects=False)
    try:
        response: httpx.Response = transport.handle_request(request)
    except httpx.RequestError as error:
        error.request = request
        raise
    return _received(client, request, response)


async def asend_directly(client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
    """Send a request, as `send_directly`, without blocking the event loop."""
    transport = transport_for(client, request)
    if transport is None:
        return await client.send(request, stream=True, follow_redirects=False)
    try:
        response: httpx.Response = await transport.handle_async_request(request)
    except httpx.RequestError as error:
        error.request = request
        raise
    return _received(client, request, response)


def _received(
    client: httpx.Client | httpx.AsyncClient, request: httpx.Request, response: httpx.Response
) -> httpx.Response:
    response.request = request
    if "set-cookie" in response.headers:
        client.cookies.extract_cookies(response)
    return response
