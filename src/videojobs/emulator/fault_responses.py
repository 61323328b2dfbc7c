"""Responses with a fault: each function stands in for, or changes, the response to one request."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import anyio
import httpx
from attrs import frozen
from starlette.responses import HTMLResponse, RedirectResponse, Response

from videojobs.emulator.error_responses import AsciiJsonResponse, RequestRefused
from videojobs.errors import ConfigurationError

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from videojobs.emulator.incoming_request import IncomingRequest
    from videojobs.emulator.job_lifecycle import EmulatedJob
    from videojobs.emulator.recorded_responses import RecordedResponse

CONNECTION = "videojobs.connection"
"""Name of the ASGI extension that is the connection: an object with ``reset()``, ``close()`` and ``write(data)``.

https://asgi.readthedocs.io/en/latest/extensions.html
"""

SLEEP = "videojobs.sleep"
"""Name of the ASGI extension that waits in place of `anyio.sleep`, e.g. in virtual time."""

_MAX_AWAITED: Final = 65_536
"""Bytes of a body that are read before a reset; a longer upload is broken off."""

PAGE: Final = "<!doctype html><title>Sign in</title><p>Sign in to see this page.</p>"
Handle = Callable[[], Awaitable[Response]]


@frozen(kw_only=True)
class FaultyExchange:
    """A request that a fault hits.

    Attributes:
        incoming: The request.
        handle: Handles it, and returns the response without the fault.
        refuse: Returns an error response in the provider's form.
        now: The emulator's time, Unix seconds.
        other_url: URL at the second origin: of the job's clip, if the request is for one.
        earlier: The response to the last request of this operation that started a job, or None.
        job: The job that it is about, or None.
        samples: The provider's recorded responses, by name.
    """

    incoming: IncomingRequest
    handle: Handle
    refuse: Callable[[RequestRefused], Response]
    now: float
    other_url: str
    earlier: Response | None
    job: EmulatedJob | None
    samples: Mapping[str, RecordedResponse]

    def refused(self, status: int, retry_after: str = "") -> Response:
        """Return an error response with a status."""
        codes = {item.value: item.name.lower() for item in HTTPStatus}
        code = {**codes, 429: "rate_limit_exceeded", 503: "overloaded"}.get(status, "server_error")
        headers = {"retry-after": _retry_after(retry_after, self.now)} if retry_after else {}
        return self.refuse(RequestRefused(status, f"HTTP {status}, as requested.", code=code, headers=headers))


def _retry_after(text: str, now: float) -> str:
    """Return a value of the header: the text, or the date that `date+7` describes."""
    match = re.fullmatch(r"date([+-]\d{1,9})", text)
    if match is None:
        return text
    return formatdate(now + int(match[1]), usegmt=True)


Respond = Callable[[FaultyExchange, Any], Awaitable[Response]]


async def sleep(scope: Scope, seconds: float) -> None:
    """Wait, unless the server stops or the client hangs up."""
    await _extension(scope, SLEEP, anyio.sleep)(seconds)


def _extension(scope: Scope, name: str, default: Any = None) -> Any:
    return (scope.get("extensions") or {}).get(name, default)


async def _end_connection(scope: Scope, receive: Receive, error: httpx.TransportError) -> None:
    """End the connection, with RST for a `httpx.ReadError`; in process, raise the error that httpx would raise."""
    connection = _extension(scope, CONNECTION)
    if connection is None:
        raise error
    if isinstance(error, httpx.ReadError):
        connection.reset()
    else:
        connection.close()
    # A server reports an application that ends before its response does; not if the client is gone.
    while (await receive())["type"] != "http.disconnect":
        pass


class NoResponse(Response):
    """The connection ends in place of a response.

    Args:
        error: The error that httpx would raise.
    """

    def __init__(self, error: httpx.TransportError) -> None:
        super().__init__()
        self.status_code = 0
        self._error = error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """End the connection."""
        await _end_connection(scope, receive, self._error)


def _reset_error() -> httpx.ReadError:
    return httpx.ReadError("[Errno 104] Connection reset by peer")


class FaultyResponse(Response):
    """Another response, sent with a fault.

    Args:
        response: The other response; its headers are those of this one.
    """

    def __init__(self, response: Response) -> None:
        self.response = response
        self.status_code = response.status_code
        self.raw_headers = response.raw_headers
        self.body = response.body
        self.background = None


def _length(response: Response) -> int:
    """Return the Content-Length of a response."""
    return int(response.headers.get("content-length", 0))


class TruncatedResponse(FaultyResponse):
    """The connection ends within the body.

    Args:
        response: The response.
        length: How many bytes of its body are sent.
        is_reset: Whether the connection ends with RST.
    """

    def __init__(self, response: Response, length: int, *, is_reset: bool = False) -> None:
        super().__init__(response)
        self._sent_length = length
        self._is_reset = is_reset

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head and the first bytes of the body, and end the connection."""
        left = self._sent_length

        async def send_start(message: Message) -> None:
            nonlocal left
            if message["type"] == "http.response.body":
                body = message.get("body", b"")[:left]
                left -= len(body)
                message = {**message, "body": body, "more_body": True}
            await send(message)

        await self.response(scope, receive, send_start)
        received = f"(received {self._sent_length - left} bytes, expected {_length(self)})"
        error: httpx.TransportError = httpx.RemoteProtocolError(
            f"peer closed connection without sending complete message body {received}"
        )
        if self._is_reset:
            error = _reset_error()
        await _end_connection(scope, receive, error)


class RedeclaredResponse(FaultyResponse):
    """The Content-Length is smaller than the body.

    Args:
        response: The response.
        length: Its Content-Length.
        extra: Returns what follows after so many bytes, from the whole body.
    """

    def __init__(self, response: Response, length: int, extra: Callable[[bytes], bytes]) -> None:
        super().__init__(response)
        self._sent_length = min(length, _length(response))
        self._extra = extra
        self.headers["content-length"] = str(self._sent_length)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the declared part, and the extra bytes past the HTTP library, which would refuse them."""
        body = b""

        async def send_declared(message: Message) -> None:
            nonlocal body
            if message["type"] == "http.response.body":
                start = len(body)
                body += message.get("body", b"")
                message = {**message, "body": body[start : self._sent_length], "more_body": True}
            await send(message)

        await self.response(scope, receive, send_declared)
        connection = _extension(scope, CONNECTION)
        if connection is not None and scope["method"] != "HEAD":
            connection.write(self._extra(body))
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class SlowResponse(FaultyResponse):
    """The body comes slowly.

    Args:
        response: The response.
        rate: Bytes per second.
    """

    def __init__(self, response: Response, rate: int) -> None:
        super().__init__(response)
        self._rate = rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the body in pieces, ten in a second."""
        size = max(1, self._rate // 10)

        async def send_slowly(message: Message) -> None:
            body = message.get("body", b"")
            for start in range(0, len(body), size):
                piece = body[start : start + size]
                await sleep(scope, len(piece) / self._rate)
                is_last = start + size >= len(body)
                await send({**message, "body": piece, "more_body": not is_last or message.get("more_body", False)})
            if not body:
                await send(message)

        await self.response(scope, receive, send_slowly)


async def delayed(exchange: FaultyExchange, seconds: float) -> Response:
    """Handle the request after some seconds."""
    await sleep(exchange.incoming.request.scope, seconds)
    return await exchange.handle()


async def refused(exchange: FaultyExchange, error: tuple[int, str]) -> Response:
    """Refuse the request with an HTTP status, and with a value of ``Retry-After``."""
    await exchange.incoming.drain()
    return exchange.refused(*error)


async def reset(exchange: FaultyExchange, when: str) -> Response:
    """Reset the connection before or after the request is handled, or within the body of the response."""
    if when == "before":
        # A client that still writes would see EPIPE first, and then the end of the connection in place of the reset.
        if int(exchange.incoming.request.headers.get("content-length", 0)) <= _MAX_AWAITED:
            await exchange.incoming.drain()
        return NoResponse(_reset_error())
    response = await exchange.handle()
    if when == "body":
        return TruncatedResponse(response, _length(response) // 2, is_reset=True)
    return NoResponse(_reset_error())


async def lost(exchange: FaultyExchange, status: int) -> Response:
    """Handle the request, and close the connection without a response, or respond with another status."""
    await exchange.handle()
    if status:
        return exchange.refused(status)
    return NoResponse(httpx.RemoteProtocolError("Server disconnected without sending a response."))


async def repeated(exchange: FaultyExchange, _: None) -> Response:
    """Respond as to the last request of the operation, and do nothing else; handle the request if it is the first."""
    earlier = exchange.earlier
    if earlier is None:
        return await exchange.handle()
    await exchange.incoming.drain()
    return Response(earlier.body, earlier.status_code, dict(earlier.headers))


async def doubled(exchange: FaultyExchange, _: None) -> Response:
    """Handle the request, and send the response twice.

    Raises:
        ConfigurationError: The request came without a connection, which the second response could be on.
    """
    if _extension(exchange.incoming.request.scope, CONNECTION) is None:
        raise ConfigurationError(
            "fault twice: a second response needs the connection of a socket, and this client has none; send the "
            "request to the emulator's base_url"
        )
    response = await exchange.handle()

    def second(body: bytes) -> bytes:
        head = b"".join(b"%b: %b\r\n" % header for header in response.raw_headers)
        return b"HTTP/1.1 %d OK\r\n%b\r\n%b" % (response.status_code, head, body)

    return RedeclaredResponse(response, _length(response), second)


async def truncated(exchange: FaultyExchange, length: int) -> Response:
    """Handle the request, and close the connection after some bytes of the body."""
    return TruncatedResponse(await exchange.handle(), length)


async def misdeclared(exchange: FaultyExchange, difference: int) -> Response:
    """Handle the request, and respond with a Content-Length that is too large or too small."""
    response = await exchange.handle()
    length = _length(response)
    if difference < 0:
        declared = max(0, length + difference)
        return RedeclaredResponse(response, declared, lambda body: body[declared:])
    response.headers["content-length"] = str(length + difference)
    return TruncatedResponse(response, length)


async def cut(exchange: FaultyExchange, length: int) -> Response:
    """Handle the request, and respond with the first bytes of the body and a Content-Length to match."""
    return RedeclaredResponse(await exchange.handle(), length, lambda _: b"")


async def slow(exchange: FaultyExchange, rate: int) -> Response:
    """Handle the request, and send the body slowly."""
    return SlowResponse(await exchange.handle(), rate)


async def page(exchange: FaultyExchange, status: int) -> Response:
    """Handle the request, and respond with a web page, as the login page of a proxy comes."""
    await exchange.handle()
    return HTMLResponse(PAGE, status)


async def error_with_200(exchange: FaultyExchange, code: str) -> Response:
    """Handle the request, and respond with an error body and status 200."""
    await exchange.handle()
    response = exchange.refuse(RequestRefused(500, "An error, as requested.", code=code))
    response.status_code = 200
    return response


async def recorded(exchange: FaultyExchange, name: str) -> Response:
    """Respond with a sample of the provider; a request that it shows as successful is handled first."""
    sample = exchange.samples[name]
    is_error = sample.status >= 400
    # A failed job has an error status at some providers, so the details of the job are read for it, too.
    if is_error and sample.operation != "retrieve":
        await exchange.incoming.drain()
        return AsciiJsonResponse(sample.body, sample.status)
    sample.finish(exchange.job, exchange.now)
    response = await exchange.handle()
    if response.status_code >= 400 and not is_error:
        return response
    try:
        own = json.loads(bytes(response.body))
    except ValueError:
        own = None  # a clip, or nothing
    return AsciiJsonResponse(sample.of(own), sample.status)


async def redirected(exchange: FaultyExchange, status: int) -> Response:
    """Redirect the request to the second origin."""
    await exchange.incoming.drain()
    return RedirectResponse(exchange.other_url, status)


async def skewed(exchange: FaultyExchange, seconds: float) -> Response:
    """Handle the request, and let the times in the response be those of another clock."""
    exchange.incoming.skew = seconds
    return await exchange.handle()
