"""Build an async httpx client that sends over aiohttp's connections, for asyncio, which takes less CPU."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from videojobs.errors import ConfigurationError

if TYPE_CHECKING:
    import aiohttp
    import httpx
    from httpx_aiohttp import AiohttpTransport

# aiohttp refuses header lines of more than 8,190 bytes, httpx (by h11) headers of more than 100 KB in all:
# https://docs.aiohttp.org/en/stable/client_reference.html#aiohttp.ClientSession
_HEADER_BYTES = 64 * 1024


def check_installed() -> None:
    """Check that the packages of the extra are there, without importing them.

    Raises:
        ConfigurationError: They are not.
    """
    if find_spec("httpx_aiohttp") is None:
        raise ConfigurationError("transport='aiohttp' needs another package: pip install 'videojobs[aiohttp]'")


def check_event_loop() -> None:
    """Check that the running event loop is one of asyncio.

    Raises:
        ConfigurationError: It is one of trio. Nothing was sent.
    """
    from asyncio import get_running_loop

    try:
        get_running_loop()
    except RuntimeError:
        raise ConfigurationError(
            "transport='aiohttp' works in an event loop of asyncio only; nothing was sent. Leave it out with trio"
        ) from None


def build_aiohttp_client(settings: dict[str, Any]) -> httpx.AsyncClient:
    """Return a client with these settings of httpx; proxies of the environment apply, as with httpx's own transport."""
    from httpx_aiohttp import AiohttpTransport, HttpxAiohttpClient

    client = HttpxAiohttpClient(**settings)
    # One transport for direct connections and one per proxy; None for hosts of NO_PROXY.
    for transport in (client._transport, *client._mounts.values()):  # pyright: ignore[reportPrivateUsage]
        if isinstance(transport, AiohttpTransport):
            transport.client = partial(_session, transport)
    return client


def _session(transport: AiohttpTransport) -> aiohttp.ClientSession:
    """Return the session of a transport, which needs a running event loop."""
    from aiohttp import ClientSession, DummyCookieJar, TCPConnector

    connector = TCPConnector(
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
    # aiohttp sends a GET or DELETE again when its connection broke. Repetitions are counted and delayed here.
    session._retry_connection = False  # pyright: ignore[reportPrivateUsage]
    return session
