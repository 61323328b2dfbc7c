"""``python -m bench.many_server DELAY``: a server that answers polls in a few microseconds, and counts them.

It prints its port. ``GET /numbers`` returns and resets what it counted.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import defaultdict
from itertools import pairwise
from typing import Any

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_JOB = '{"id":"%s","object":"video","status":"%s","progress":12,"created_at":1773296991,"model":"m","seconds":"4"}'


class Numbers:
    """What was received since the last reset."""

    def __init__(self) -> None:
        self.polls: dict[str, list[float]] = defaultdict(list)
        self.creates: list[float] = []
        self.connections = 0
        self.under_way = 0
        self.most = 0

    def take(self) -> str:
        """Return the numbers as JSON, and reset them."""
        gaps = [later - earlier for times in self.polls.values() for earlier, later in pairwise(times)]
        polls = sum(map(len, self.polls.values()))
        text = json.dumps({"polls": polls, "gaps": gaps, "creates": len(self.creates), "most": self.most})
        self.__init__()  # type: ignore[misc]
        return text


class Connection(asyncio.Protocol):
    """One connection."""

    def __init__(self, numbers: Numbers, delay: float) -> None:
        self._numbers = numbers
        self._delay = delay
        self._received = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
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
        if target == b"/numbers":
            self._send(self._numbers.take())
            return
        self._numbers.under_way += 1
        self._numbers.most = max(self._numbers.most, self._numbers.under_way)
        body = self._create() if method == b"POST" else self._poll(target.decode().rpartition("/")[2])
        if self._delay:
            asyncio.get_running_loop().call_later(self._delay, self._respond, body)
        else:
            self._respond(body)

    def _create(self) -> str:
        self._numbers.creates.append(time.monotonic())
        return _JOB % (f"video_{len(self._numbers.creates)}", "queued")

    def _poll(self, job_id: str) -> str:
        self._numbers.polls[job_id].append(time.monotonic())
        return _JOB % (job_id, "in_progress")

    def _respond(self, body: str) -> None:
        self._numbers.under_way -= 1
        self._send(body)

    def _send(self, body: str) -> None:
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
