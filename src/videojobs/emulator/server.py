"""Serve an emulator on real sockets, in a thread."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Unpack

import uvicorn
from attrs import frozen
from uvicorn.protocols.http.h11_impl import H11Protocol

from videojobs.emulator.app import Emulator, create_app
from videojobs.emulator.fault_responses import CONNECTION, SLEEP
from videojobs.emulator.media_origin import MEDIA_PORT

if TYPE_CHECKING:
    from collections import deque

    from starlette.types import Receive, Scope, Send

    from videojobs.emulator.request_log import RequestRecord
    from videojobs.emulator.settings import SettingsKeywords

# A client that keeps a response open must not hold up the end of a test.
_SECONDS_TO_FINISH = 1.0
# A server can listen at any address of the machine, but not every system can connect to "any".
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with


@frozen(kw_only=True)
class Served:
    """An emulator that is being served.

    Attributes:
        app: The application, e.g. to add a job.
        host: The address it listens at.
        port: Port of the API.
        media_port: Port of the second origin, which serves clips without a key.
    """

    app: Emulator
    host: str
    port: int
    media_port: int

    @property
    def url(self) -> str:
        """The address of the API without a path, e.g. ``http://127.0.0.1:8001``."""
        return f"http://{self._reachable_host}:{self.port}"

    @property
    def media_url(self) -> str:
        """The address of the second origin, without a path."""
        return f"http://{self._reachable_host}:{self.media_port}"

    @property
    def _reachable_host(self) -> str:
        host = _LOOPBACK.get(self.host, self.host)
        return f"[{host}]" if ":" in host else host

    @property
    def base_url(self) -> str:
        """The ``base_url`` that a user of the provider passes."""
        return f"{self.url}{self.app.base_path}"

    @property
    def api_key(self) -> str:
        """The key it accepts."""
        return self.app.settings.api_key

    @property
    def requests(self) -> deque[RequestRecord]:
        """The requests to the API, oldest first."""
        return self.app.requests

    @property
    def media_requests(self) -> deque[RequestRecord]:
        """The requests to the second origin, oldest first."""
        return self.app.media_requests


@contextmanager
def serve(
    provider: str | None = None,
    *,
    port: int = 0,
    media_port: int = 0,
    host: str = "127.0.0.1",
    **settings: Unpack[SettingsKeywords],
) -> Generator[Served]:
    """Serve an emulator in a thread until the ``with`` block ends.

    Both ports listen when the block begins, and are free again when it is left; no thread is left behind.

    Args:
        provider: Name of the provider; see `create_app` for how to do without.
        port: Port of the API; 0 is a free one.
        media_port: Port of the second origin; 0 is a free one.
        host: Address to listen at.
        settings: As for `create_app`.

    Raises:
        ConfigurationError: There is no such provider.
        OSError: A port is in use, or may not be used.
    """
    with serve_app(create_app(provider, **settings), port=port, media_port=media_port, host=host) as served:
        yield served


@contextmanager
def serve_app(
    app: Emulator,
    *,
    port: int = 0,
    media_port: int = 0,
    host: str = "127.0.0.1",
    on_receive: Callable[[Scope], None] | None = None,
) -> Generator[Served]:
    """Serve an emulator, as `serve`; ``on_receive`` is called with each request, before it is handled."""
    with ExitStack() as stack:
        api, media = (stack.enter_context(_listen(host, number)) for number in (port, media_port))
        served = Served(app=app, host=host, port=api.getsockname()[1], media_port=media.getsockname()[1])
        server = _Server(_config(_ByPort(served, on_receive)))
        thread = threading.Thread(target=server.run, args=([api, media],), name="videojobs-emulator", daemon=True)
        thread.start()
        try:
            server.listening.wait()
            yield served
        finally:
            server.stop()
            thread.join()


def _config(app: _ByPort) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        # uvicorn would replace the logging configuration of the program around it.
        log_config=None,
        access_log=False,
        # The application sends a Date of its own clock.
        date_header=False,
        # Nothing is in front of it.
        proxy_headers=False,
        lifespan="off",
        ws="none",
        # Named, or uvicorn takes httptools and uvloop where they are installed: one behaviour on all machines.
        http=_Connection,
        loop="asyncio",
        # The default of 5 s is the usual interval of polls, so that a poll met a connection that was just being closed.
        timeout_keep_alive=75,
    )


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        # A port whose last connections are in TIME_WAIT could not be used again for a minute.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Else a body waits 40 ms for the ACK of its head: asyncio disables Nagle's algorithm only on sockets that
        # know their protocol. https://github.com/Kludex/uvicorn/issues/3149, https://github.com/python/cpython/issues/148783
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((host, port))
        # A thousand clients may connect before the loop runs; the system lowers it to its own limit.
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise OSError(error.errno, f"{host} port {port}: {error.strerror}") from error
    return listener


class _Server(uvicorn.Server):
    """A server that sets an event when it listens, or has ended without, and that stops at once.

    uvicorn looks ten times a second whether it is to stop, and then sleeps for a tenth of a second at least.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            self.listening.set()

    def stop(self) -> None:
        """Make `run` return, from another thread."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._stopping.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.listening.set()

    async def main_loop(self) -> None:
        seconds = 0
        # uvicorn counts tenths of a second, and renews the Date header at each tenth of them.
        while not await self.on_tick(seconds * 10):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 1.0)
            seconds += 1

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # A connection that was just accepted is in `connections` after two rounds of the loop. If its listener were
        # closed before, asyncio would not close it: since Python 3.12 it then fails to attach it to its server.
        for listener in sockets or ():
            with suppress(NotImplementedError):  # the loop of Windows
                asyncio.get_running_loop().remove_reader(listener.fileno())
        for _ in range(2):
            await asyncio.sleep(0)
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._connections_closed(), _SECONDS_TO_FINISH)
        # Before their requests are cancelled, or uvicorn logs an error for each that has no response.
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for task in self.server_state.tasks:
            task.cancel()

    async def _connections_closed(self) -> None:
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 - plain sets of uvicorn
            await asyncio.sleep(0.005)


class _Connection(H11Protocol):
    """HTTP/1.1 with the ASGI extensions `CONNECTION`, which it is itself, and `SLEEP`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._application = self.app
        self.app = self._call_with_extensions
        self._is_over = asyncio.Event()

    def reset(self) -> None:
        """End the connection with RST."""
        # Without a linger time, closing a socket is a reset: socket(7), SO_LINGER. On Windows its members are shorts.
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.transport.abort()

    def close(self) -> None:
        """End the connection when all is sent."""
        self.transport.close()

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        if not self.transport.is_closing():
            self.transport.write(data)

    async def sleep(self, seconds: float) -> None:
        """Wait, unless the connection is lost or the server stops."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_over.wait(), seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """End all waits."""
        super().connection_lost(exc)
        self._is_over.set()

    def shutdown(self) -> None:
        """End all waits, and the connection after its request."""
        super().shutdown()
        self._is_over.set()

    async def _call_with_extensions(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"] = {CONNECTION: self, SLEEP: self.sleep}
        await self._application(scope, receive, send)


class _ByPort:
    """Dispatches requests to the media port to the second origin."""

    def __init__(self, served: Served, on_receive: Callable[[Scope], None] | None) -> None:
        self._served = served
        self._on_receive = on_receive
        self._extension = {MEDIA_PORT: {"port": served.media_port}}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._on_receive is not None and scope["type"] == "http":
            self._on_receive(scope)
        scope.setdefault("extensions", {}).update(self._extension)
        server = scope.get("server")
        # Requests are cancelled when the server stops; uvicorn logs a traceback of whatever it did not catch itself.
        with suppress(asyncio.CancelledError):
            if server is not None and server[1] == self._served.media_port:
                await self._served.app.media(scope, receive, send)
            else:
                await self._served.app(scope, receive, send)
