"""A server on loopback that misbehaves at one operation and serves all others."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from attrs import define, field

from tests.jobs.stub_server import CLIP, job
from tests.raw_server import RawServer, answer

JOB = "video_1"


@define
class Exchange:
    """One request and the socket to respond on.

    Attributes:
        peer: The socket, closed after the fault returns.
        request: The request as received, empty if it was not read.
        number: 0 for the first request of the operation under test, 1 for the second, and so on.
        other_url: The URL of another origin.
        closing: Waits for some seconds; returns True when the server is being closed.
    """

    peer: socket.socket
    request: bytes
    number: int
    other_url: str
    closing: Callable[[float], bool]


Respond = Callable[[Exchange], None]


@define
class Plan:
    """What a server does in a scenario.

    Attributes:
        path: Method and path of the operation under test; requests to others are served.
        respond: What happens to a request of the operation under test.
        faulty_requests: How many of these requests the fault hits.
        is_unread: Whether the fault hits when the request has arrived and is not read.
    """

    path: str
    respond: Respond
    faulty_requests: int
    is_unread: bool


@define
class Counts:
    """The requests of a scenario: all to the operation under test, and the paid ones among all."""

    tested: int = 0
    posts: int = 0
    received: list[bytes] = field(factory=list)


class FaultServer(RawServer):
    """A raw server that plays one plan after the other."""

    def __init__(self, other_url: str) -> None:
        self.plan: Plan | None = None
        self.counts = Counts()
        self._other_url = other_url
        super().__init__(self._respond)

    def _read(self, peer: socket.socket) -> bytes:
        if self.plan is not None and self._is_unread(self.plan):
            # Only a reset after the first byte arrived is an unknown outcome on each kind of client.
            return peer.recv(65536, socket.MSG_PEEK)
        return super()._read(peer)

    def _is_unread(self, plan: Plan) -> bool:
        return plan.is_unread and self.counts.tested < plan.faulty_requests

    def settle(self) -> None:
        """Wait until each earlier connection was served: on a busy machine a request may be read after its client ended."""
        with socket.create_connection(self._listener.getsockname()[:2], timeout=10) as last:
            last.shutdown(socket.SHUT_WR)
            last.recv(1)

    def _respond(self, peer: socket.socket, request: bytes) -> None:
        if not request:
            return
        plan, counts = self.plan, self.counts
        assert plan is not None
        counts.received.append(request)
        line = request.partition(b"\r\n")[0].decode("latin-1")
        counts.posts += line.startswith("POST")
        if self._is_unread(plan) or line.startswith((plan.path + " ", plan.path + "?")):
            counts.tested += 1
            if counts.tested <= plan.faulty_requests:
                exchange = Exchange(peer, request, counts.tested - 1, self._other_url, self.closing.wait)
                plan.respond(exchange)
                return
        peer.sendall(healthy_response(line))


@contextmanager
def fault_servers() -> Iterator[tuple[FaultServer, RawServer]]:
    """Run a fault server, and a server of another origin that serves jobs and clips to everyone."""
    other = RawServer(lambda peer, request: peer.sendall(healthy_response(request.partition(b"\r\n")[0].decode())))
    try:
        server = FaultServer(other.url)
        try:
            yield server, other
        finally:
            server.close()
    finally:
        other.close()


def healthy_response(request_line: str) -> bytes:
    """Return the response of a server without faults."""
    method, target, _ = request_line.split(" ", 2)
    path = target.partition("?")[0]
    if path.endswith("/content"):
        return answer(200, CLIP, content_type="video/mp4", etag='"v1"')
    if method == "DELETE":
        return json_response({"id": JOB, "object": "video.deleted", "deleted": True})
    if method == "GET" and path == "/videos":
        return json_response({"object": "list", "data": [job("completed")], "has_more": False})
    return json_response(job("completed" if method == "GET" else "queued"))


def json_response(value: object, status: int = 200, **headers: str) -> bytes:
    """Return a complete response with JSON."""
    return answer(status, json.dumps(value).encode(), content_type="application/json", **headers)


def reset(peer: socket.socket) -> None:
    """Make the socket end with RST in place of FIN when it is closed."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
