"""Send httpx requests to an emulator in this process, without a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from typing import TYPE_CHECKING, Any, Final

import httpx
from anyio.from_thread import BlockingPortal
from attrs import define, field

from videojobs.emulator.fault_responses import SLEEP
from videojobs.emulator.media_origin import MEDIA_PORT

if TYPE_CHECKING:
    from videojobs.emulator.app import Emulator
    from videojobs.testing import VirtualClock

# RFC 6761, section 6.2: no name under `.test` is ever registered, so a request that leaves the process by mistake
# fails. It is no local address either: clients then treat the URLs of clips as those of a real provider.
ORIGIN: Final = "https://emulator.test"
_MEDIA_PORT: Final = 8443


class AsyncEmulatorTransport(httpx.AsyncBaseTransport):
    """Calls an emulator in the event loop of the caller, asyncio's or trio's.

    Args:
        emulator: The emulator.
        clock: The clock that delays of responses move.
    """

    def __init__(self, emulator: Emulator, clock: VirtualClock) -> None:
        self._emulator = emulator
        self._clock = clock

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response of the emulator."""
        await request.aread()
        return await _respond(self._emulator, _Exchange(request, self._clock))


class EmulatorTransport(httpx.BaseTransport):
    """Calls an emulator in the event loop of another thread, since the caller may be in a running one.

    Args:
        emulator: The emulator.
        clock: The clock that delays of responses move.
        portal: Returns the portal to that thread.
    """

    def __init__(self, emulator: Emulator, clock: VirtualClock, portal: Callable[[], BlockingPortal]) -> None:
        self._emulator = emulator
        self._clock = clock
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response of the emulator."""
        request.read()
        return self._portal().call(_respond, self._emulator, _Exchange(request, self._clock))


@define
class _Exchange:
    """One request and its response, as an ASGI application receives and sends them.

    Attributes:
        request: The request; its body is read.
        clock: The clock that delays of the response move.
        status: Status of the response; 0 until it begins.
        headers: Its headers.
        chunks: The parts of its body.
        is_received: Whether the application received the request's body.
        delay: Seconds since the last byte of the response.
        is_too_late: Whether the delay was longer than the client waits for a byte.
    """

    request: httpx.Request
    clock: VirtualClock
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(factory=list[tuple[bytes, bytes]])
    chunks: list[bytes] = field(factory=list[bytes])
    is_received: bool = False
    delay: float = 0.0
    is_too_late: bool = False

    @property
    def missing_bytes(self) -> int:
        """How much shorter the body of the response is than its ``Content-Length``."""
        length = int(dict(self.headers).get(b"content-length", 0))
        return length - sum(map(len, self.chunks))

    async def receive(self) -> MutableMapping[str, Any]:
        """Return the body of the request, in one message."""
        if self.is_received:
            return {"type": "http.disconnect"}
        self.is_received = True
        return {"type": "http.request", "body": self.request.content, "more_body": False}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Keep a part of the response."""
        self.delay = 0.0
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", ()))
        elif message["type"] == "http.response.body" and self.request.method != "HEAD":
            self.chunks.append(message.get("body", b""))

    async def sleep(self, seconds: float) -> None:
        """Let virtual time pass."""
        await self.clock.asleep(seconds)
        self.delay += seconds
        limit = self.request.extensions.get("timeout", {}).get("read")
        # The client has gone, but a server handles its request to the end.
        self.is_too_late = self.is_too_late or (limit is not None and self.delay > limit)


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a response, and the error with which the connection ends within it, if it does."""

    def __init__(self, chunks: list[bytes], error: httpx.TransportError | None) -> None:
        self._chunks = chunks
        self._error = error

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks
        if self._error is not None:
            raise self._error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


async def _respond(emulator: Emulator, exchange: _Exchange) -> httpx.Response:
    request, url = exchange.request, exchange.request.url
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "query_string": url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 0),
        "server": (url.host, url.port),
        "extensions": {MEDIA_PORT: {"port": _MEDIA_PORT}, SLEEP: exchange.sleep},
    }
    app = emulator.media if url.port == _MEDIA_PORT else emulator
    broken: httpx.TransportError | None = None
    try:
        await app(scope, exchange.receive, exchange.send)
    except httpx.TransportError as error:
        if not exchange.status:
            raise
        # A connection that ends after the last byte has broken nothing.
        if exchange.missing_bytes > 0:
            broken = error
    if exchange.is_too_late:
        raise httpx.ReadTimeout("no byte of the response within the time limit", request=request)
    return httpx.Response(exchange.status, headers=exchange.headers, stream=_Body(exchange.chunks, broken))
