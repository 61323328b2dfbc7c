"""The transports of an httpx client. httpx has no public name for them, so another version may not show them."""

from __future__ import annotations

from typing import Any

import httpx


def transports_of(client: httpx.Client | httpx.AsyncClient) -> list[Any]:
    """Return all transports: of direct connections, and one per proxy; None for hosts of ``NO_PROXY``."""
    return [getattr(client, "_transport", None), *getattr(client, "_mounts", {}).values()]


def transport_for(client: httpx.Client | httpx.AsyncClient, request: httpx.Request) -> Any:
    """Return the transport that sends a request, or None if httpx does not show it."""
    find = getattr(client, "_transport_for_url", None)
    return None if find is None else find(request.url)


def proxy_for(client: httpx.Client | httpx.AsyncClient, request: httpx.Request) -> str | None:
    """Return the address of the proxy through which a request goes, without its password; None for a direct one."""
    pool = getattr(transport_for(client, request), "_pool", None)
    url = getattr(getattr(pool, "_pool", pool), "_proxy_url", None)  # inside async_transports.OneConnection
    if url is None:
        return None
    scheme, host = (part.decode("ascii", "replace") for part in (url.scheme, url.host))
    return f"{scheme}://{host}" if url.port is None else f"{scheme}://{host}:{url.port}"
