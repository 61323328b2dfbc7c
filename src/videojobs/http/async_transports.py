"""Make async httpx clients take less CPU: connections of asyncio in place of anyio's, and no pool for one connection.

A network backend of httpcore replaces its connections: https://www.encode.io/httpcore/network-backends/
"""

from __future__ import annotations

import asyncio
import select
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx
from anyio import fail_after

from videojobs.http.asyncio_stream import AsyncioStream, map_connect_errors
from videojobs.http.event_loop import running_loop
from videojobs.http.transports import transports_of

_SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
# RFC 8305, section 5, recommends it; anyio uses the same.
_NEXT_ADDRESS_AFTER = 0.25


def speed_up(client: httpx.AsyncClient, *, has_one_connection: bool) -> httpx.AsyncClient:
    """Replace the network backend in the pools of a client; and the pools, if each is for one connection.

    httpx has no argument for either. What is not as in httpx 0.28 stays as it is.
    """
    for transport in transports_of(client):
        pool: Any = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if isinstance(backend, httpcore.AsyncNetworkBackend):
            pool._network_backend = Backend(backend)
        if has_one_connection and hasattr(pool, "create_connection"):
            transport._pool = OneConnection(pool)
    return client


class Backend(httpcore.AnyIOBackend):
    """Connects by asyncio; where something else runs, as the backend that httpcore chose."""

    def __init__(self, inner: httpcore.AsyncNetworkBackend) -> None:
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a connection to the first address of a host that accepts one."""
        loop = running_loop()
        # Not trio, nor uvloop, which has no `happy_eyeballs_delay`, nor Windows, which has no `select.poll`.
        is_supported = local_address is None and hasattr(select, "poll")
        if not is_supported or not isinstance(loop, asyncio.SelectorEventLoop):
            return await self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        with map_connect_errors(), fail_after(timeout):
            _, stream = await loop.create_connection(
                AsyncioStream, host, port, happy_eyeballs_delay=_NEXT_ADDRESS_AFTER
            )
        for option in socket_options or ():
            stream.get_extra_info("socket").setsockopt(*option)
        return stream


class OneConnection:
    """Sends one request after the other over one connection, in place of a pool of httpcore.

    A pool looks through its connections and waiting requests at each start and end of a request, and puts two
    generators more around each body.

    Args:
        pool: Opens the connection: to the server, or to a proxy.
    """

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        self._pool = pool
        self._connection: httpcore.AsyncConnectionInterface | None = None

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request. The response before has been closed."""
        connection, origin = self._connection, request.url.origin
        if connection is not None and (
            not connection.is_available() or connection.has_expired() or not connection.can_handle_request(origin)
        ):
            await self.aclose()
            connection = None
        if connection is None:
            connection = self._connection = self._pool.create_connection(origin)
        return await connection.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.aclose()
