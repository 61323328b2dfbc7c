"""Refuse connections whose host resolved to a local address.

A name is checked before its request, but any name can resolve to an address of a local network, and to another one at
each look-up (https://owasp.org/www-community/attacks/Server_Side_Request_Forgery): so the address of the connection is
checked, before the request is sent on it. Only httpx's own transports report it
(https://www.encode.io/httpcore/extensions/#trace); another transport is the caller's to guard.
"""

from __future__ import annotations

from typing import Any

import httpx
from attrs import define

from videojobs.errors import DownloadError, printable
from videojobs.http.urls import is_local_address


def refuse_local_peer(request: httpx.Request, client: httpx.Client | httpx.AsyncClient, base_url: str) -> None:
    """Make sending a request fail before a byte of it is sent, if its host resolved to a local address.

    The provider's own host is what the caller chose; one in a local network may lead anywhere in it.
    """
    home = httpx.URL(base_url).host
    if request.url.host == home or is_local_address(home):
        return
    check = _PeerCheck(request.url.raw_host.decode("ascii"))
    trace: Any = check.trace
    if isinstance(client, httpx.AsyncClient):
        trace = check.atrace
    # The timeouts of the request are an extension, too, and stay.
    request.extensions = {**request.extensions, "trace": trace}


@define
class _PeerCheck:
    """Follows the connection of one request.

    Attributes:
        host: The host of the request.
        is_direct: Whether the connection is one to this host; it is not one to a proxy, which may be local.
    """

    host: str
    is_direct: bool = False

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Check the address of a connection that was opened."""
        if self._is_refused(event, info):
            info["return_value"].close()
            raise self._error()

    async def atrace(self, event: str, info: dict[str, Any]) -> None:
        """Check the address of a connection that was opened, as `trace`."""
        if self._is_refused(event, info):
            await info["return_value"].aclose()
            raise self._error()

    def _is_refused(self, event: str, info: dict[str, Any]) -> bool:
        if event == "connection.connect_tcp.started":
            self.is_direct = info["host"] == self.host
        # Not after the TLS handshake, the next step: that sends bytes already.
        if event != "connection.connect_tcp.complete" or not self.is_direct:
            return False
        return is_local_address(str(info["return_value"].get_extra_info("server_addr")[0]))

    def _error(self) -> DownloadError:
        return DownloadError(f"the name {printable(self.host, 100)} leads to an address of a local network")
