"""Build and close the httpx clients of a `Client`; one TLS context serves the whole process."""

from __future__ import annotations

import ssl
from functools import cache
from typing import Any

import httpx

from videojobs.http.deadline import bound_by_deadline

# By default httpx closes an idle connection after 5 s (https://www.python-httpx.org/advanced/resource-limits/): each
# poll would open a new one, TLS handshake included.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=60.0)


@cache
def shared_tls() -> ssl.SSLContext:
    """Return the TLS context that all clients share: to build one takes 20 ms and 0.75 MB."""
    return httpx.create_ssl_context()


class Connections:
    """Holds the blocking and the async httpx client, each built at its first use; closes only what it built."""

    def __init__(self, *, verify: bool | str = True, arguments: dict[str, Any] | None = None) -> None:
        self._verify = verify
        self._arguments = arguments or {}
        self._sync: httpx.Client | None = None
        self._async: httpx.AsyncClient | None = None
        self._owned: set[int] = set()

    def use(self, client: httpx.Client) -> None:
        """Use a client that the caller built and will close."""
        self._sync = client

    def use_async(self, client: httpx.AsyncClient) -> None:
        """Use an async client that the caller built and will close."""
        self._async = client

    def sync(self) -> httpx.Client:
        """Return the blocking client."""
        if self._sync is None:
            self._sync = bound_by_deadline(httpx.Client(**self._settings()))
            self._owned.add(id(self._sync))
        return self._sync

    def asynchronous(self) -> httpx.AsyncClient:
        """Return the async client."""
        if self._async is None:
            self._async = httpx.AsyncClient(**self._settings())
            self._owned.add(id(self._async))
        return self._async

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
        client, self._sync = self._sync, None
        if client is not None and id(client) in self._owned:
            client.close()

    async def aclose(self) -> None:
        """Close the async client if it was built here."""
        client, self._async = self._async, None
        if client is not None and id(client) in self._owned:
            await client.aclose()
