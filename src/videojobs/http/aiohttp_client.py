"""Build an async httpx client that sends over aiohttp's connections, for asyncio, which takes less CPU."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
from aiohttp import ClientSession, DummyCookieJar, TCPConnector
from aiohttp.client_proto import ResponseHandler
from httpx_aiohttp import AiohttpTransport, HttpxAiohttpClient
from yarl import URL

from videojobs.http.transports import transports_of

# aiohttp refuses header lines of more than 8,190 bytes, httpx (by h11) headers of more than 100 KB in all:
# https://docs.aiohttp.org/en/stable/client_reference.html#aiohttp.ClientSession
_HEADER_BYTES = 64 * 1024


def build_aiohttp_client(settings: dict[str, Any]) -> httpx.AsyncClient:
    """Return a client with these settings of httpx; proxies of the environment apply, as with httpx's own transport."""
    client = HttpxAiohttpClient(**settings)
    # One transport for direct connections and one per proxy; None for hosts of NO_PROXY.
    for transport in transports_of(client):
        if isinstance(transport, AiohttpTransport):
            transport.client = partial(_session, transport)
    return client


def _session(transport: AiohttpTransport) -> ClientSession:
    """Return the session of a transport, which needs a running event loop."""
    connector = _Connector(
        ssl=transport.ssl_context,
        limit=transport.limits.max_connections or 0,  # 0: no limit
        keepalive_timeout=transport.limits.keepalive_expiry,
    )
    session = ClientSession(
        connector=connector,
        # httpx keeps the cookies. A second jar would also send them with requests that must not carry any.
        cookie_jar=DummyCookieJar(),
        max_line_size=_HEADER_BYTES,
        max_field_size=_HEADER_BYTES,
    )
    # aiohttp sends a GET or DELETE again when its connection broke. Repetitions are counted and delayed here. The name
    # is not public: without it, these requests are repeated, but no POST ever is.
    if hasattr(session, "_retry_connection"):
        session._retry_connection = False  # pyright: ignore[reportPrivateUsage]
    # In debug mode, aiohttp's own `__setattr__` warns of attributes that it does not know.
    object.__setattr__(session, "request", partial(_request, session.request))
    return session


def _request(request: Callable[..., Any], *, url: str, **options: Any) -> Any:
    """Call ``ClientSession.request`` with a URL as it is; from text, aiohttp makes `%2B` in a path a `+`.

    https://yarl.aio-libs.org/en/latest/api/#yarl.URL
    """
    return request(url=URL(url, encoded=True), **options)


class _Connector(TCPConnector):
    """Ends the connection of a request that was given up at once.

    aiohttp would go on sending what is left of its body, for as long as the server takes to read it. There is no public
    method for that: a version without this one, or with other arguments, does so again.
    """

    def _release(self, *args: Any, **options: Any) -> None:
        if options.get("should_close"):
            for argument in args:
                if isinstance(argument, ResponseHandler):
                    argument.abort()
        super()._release(*args, **options)
