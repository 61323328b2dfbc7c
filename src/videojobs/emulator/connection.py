"""Give ASGI applications their connection: to end it, to write past the HTTP library, and to wait with it."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from videojobs.emulator.fault_responses import CONNECTION, SLEEP

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


class ConnectionProtocol(H11Protocol):
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
