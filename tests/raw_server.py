"""A server on loopback that sends exactly the bytes of a script."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

Script = Callable[[socket.socket, bytes], None]


class RawServer:
    """Passes each connection to a script, with the request as received."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests: list[bytes] = []
        self.count_only = False
        self.counted: list[int] = []
        self.closing = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            with peer:
                if self.closing.is_set():
                    return
                peer.settimeout(5)
                try:
                    request = self._read(peer)
                    self.requests.append(request)
                    self._script(peer, request)
                except OSError:
                    continue

    def _read(self, peer: socket.socket) -> bytes:
        """Return a request; of a large body only the size is noted if ``count_only`` is set."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = peer.recv(65536)
            if not more:
                return data
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        if b"transfer-encoding: chunked" in head.lower():
            while not (b"\r\n" + body).endswith(b"\r\n0\r\n\r\n"):  # the last chunk, not a chunk that ends in a 0
                body += peer.recv(2**20)
        read = len(body)
        while read < length:
            more = peer.recv(2**20)
            if not more:
                break
            read += len(more)
            body += b"" if self.count_only else more
        self.counted.append(read)
        return head + b"\r\n\r\n" + body

    def close(self) -> None:
        """End the thread and the socket."""
        self.closing.set()
        with socket.create_connection(self._listener.getsockname()[:2], timeout=1):
            pass
        self._thread.join(5)
        self._listener.close()


def answer(status: int = 200, body: bytes = b"{}", **headers: str) -> bytes:
    """Return a complete HTTP response that ends its connection."""
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture
def raw_server() -> Iterator[Callable[[Script], RawServer]]:
    """Start raw servers; they end with the test."""
    started: list[RawServer] = []

    def start(script: Script) -> RawServer:
        server = RawServer(script)
        started.append(server)
        return server

    yield start
    for server in started:
        server.close()
