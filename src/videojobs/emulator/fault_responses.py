"""Responses with a fault: each function stands in for, or changes, the response to one request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import anyio
import httpx
from attrs import frozen
from starlette.responses import Response

from videojobs.emulator.error_responses import RequestRefused

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from videojobs.emulator.incoming_request import IncomingRequest

CONNECTION = "videojobs.connection"
"""Name of the ASGI extension with which an application ends the connection: an object with ``reset()``.

https://asgi.readthedocs.io/en/latest/extensions.html
"""

SLEEP = "videojobs.sleep"
"""Name of the ASGI extension that waits in place of `anyio.sleep`, e.g. in virtual time."""

Handle = Callable[[], Awaitable[Response]]


@frozen(kw_only=True)
class FaultyExchange:
    """A request that a fault hits.

    Attributes:
        incoming: The request.
        handle: Handles it, and returns the response without the fault.
        refuse: Returns an error response in the provider's form.
    """

    incoming: IncomingRequest
    handle: Handle
    refuse: Callable[[RequestRefused], Response]


Respond = Callable[[FaultyExchange, Any], Awaitable[Response]]


class NoResponse(Response):
    """The connection ends with RST in place of a response."""

    def __init__(self) -> None:
        super().__init__(status_code=200)
        self.status_code = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """End the connection; without one, raise the exception that httpx has for that."""
        connection = scope.get("extensions", {}).get(CONNECTION)
        if connection is None:
            raise httpx.ReadError("[Errno 104] Connection reset by peer")
        connection.reset()
        while (await receive())["type"] != "http.disconnect":
            pass


async def delayed(exchange: FaultyExchange, seconds: float) -> Response:
    """Handle the request after some seconds."""
    sleep = exchange.incoming.request.scope.get("extensions", {}).get(SLEEP, anyio.sleep)
    await sleep(seconds)
    return await exchange.handle()


async def refused(exchange: FaultyExchange, error: tuple[int, str]) -> Response:
    """Refuse the request with an HTTP status, and with a value of ``Retry-After``."""
    status, retry_after = error
    await exchange.incoming.drain()
    headers = {"retry-after": retry_after} if retry_after else {}
    names = {429: "rate_limit_exceeded", 503: "overloaded"}
    code = names.get(status, HTTPStatus(status).name.lower() if status in set(HTTPStatus) else "server_error")
    message = f"HTTP {status}, as requested."
    return exchange.refuse(RequestRefused(status, message, code=code, headers=headers))


async def reset(exchange: FaultyExchange, _: None) -> Response:
    """Handle the request, and reset the connection in place of the response."""
    await exchange.handle()
    return NoResponse()
