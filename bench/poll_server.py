"""``python -m bench.poll_server DELAY``: answer creates and polls in a few microseconds, and count them.

It prints its port. ``GET /numbers`` returns and resets the counts.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import defaultdict
from itertools import pairwise

from attrs import Factory, define

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_JOB = '{"id":"%s","object":"video","status":"%s","progress":12,"created_at":1773296991,"model":"m","seconds":"4"}'


@define
class Numbers:
    """The requests since the last reset.

    Attributes:
        polls: When each job was polled.
        creates: The number of creates.
    """

    polls: dict[str, list[float]] = Factory(lambda: defaultdict(list))
    creates: int = 0

    def take(self) -> str:
        """Return the numbers as JSON, and reset them."""
        gaps = [later - earlier for times in self.polls.values() for earlier, later in pairwise(times)]
        text = json.dumps({"polls": sum(map(len, self.polls.values())), "gaps": gaps, "creates": self.creates})
        self.polls, self.creates = defaultdict(list), 0
        return text


class Connection(asyncio.Protocol):
    """One connection."""

    def __init__(self, numbers: Numbers, delay: float) -> None:
        self._numbers = numbers
        self._delay = delay
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer the request when it is complete."""
        self._received += data
        head, separator, rest = self._received.partition(b"\r\n\r\n")
        if not separator:
            return
        length = _LENGTH.search(head)
        size = int(length[1]) if length is not None else 0
        if len(rest) < size:
            return
        self._received = rest[size:]
        method, target, _ = head.split(b" ", 2)
        if target.endswith(b"/numbers"):
            self._send(self._numbers.take())
            return
        body = self._create() if method == b"POST" else self._poll(target.decode().rpartition("/")[2])
        if self._delay:
            asyncio.get_running_loop().call_later(self._delay, self._send, body)
        else:
            self._send(body)

    def _create(self) -> str:
        self._numbers.creates += 1
        return _JOB % (f"video_{self._numbers.creates}", "queued")

    def _poll(self, job_id: str) -> str:
        self._numbers.polls[job_id].append(time.monotonic())
        return _JOB % (job_id, "in_progress")

    def _send(self, body: str) -> None:
        assert self._transport is not None
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write((head + body).encode())


async def main(delay: float) -> None:
    """Serve until the process is ended."""
    numbers = Numbers()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(numbers, delay), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
