"""The body of a response while it is open: copy it to a sink, or read its start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Protocol

from attrs import define

from videojobs.errors import DeadlineExceeded
from videojobs.http.content_coding import aiter_decoded, iter_decoded
from videojobs.http.responses import replace_content
from videojobs.jobs.worker_thread import run_in_thread

if TYPE_CHECKING:
    import httpx

BATCH_BYTES = 1024 * 1024
"""Bytes of a download between two calls of the progress function, in async programs."""


class Sink(Protocol):
    """Receives the bytes of a download."""

    @property
    def has_progress(self) -> bool:
        """Whether `report` has a function to call."""
        ...

    def write(self, data: bytes | memoryview) -> None:
        """Store the next bytes; may block on the disk. A view of them is valid during this call."""
        ...

    def report(self) -> None:
        """Call the caller's progress function; must not block."""
        ...


class Body(Protocol):
    """An open response: status and headers are there, the body is still to be read.

    Attributes:
        response: The response, unread.
    """

    response: httpx.Response

    async def copy_to(self, sink: Sink, *, deadline: float | None) -> None:
        """Write the body to a sink within ``deadline`` seconds. What arrived before an error is in the sink.

        Raises:
            TransportError: The body ended early (raised by the context manager that opened it).
            DeadlineExceeded: The deadline passed first.
        """
        ...

    async def read_start(self, limit: int, *, deadline: float | None) -> httpx.Response:
        """Read at most ``limit`` bytes, decoded, and return a response that holds what arrived in ``deadline`` seconds.

        The status of a response whose body never ends is worth more than a report that the time is over.
        """
        ...


@define(eq=False)
class SyncBody:
    """A body that is read by blocking calls.

    Attributes:
        response: The response, unread.
        is_custom: Whether the caller's httpx client received it: a transport or a hook of it may replace the body.
        start: What `read_start` read, or None.
    """

    response: httpx.Response
    is_custom: bool
    start: bytes | None = None

    async def copy_to(self, sink: Sink, *, deadline: float | None) -> None:
        """Write the body to a sink."""
        from videojobs.http.body_reading import body_chunks
        from videojobs.http.deadline import check, until

        # Not decoded: ranges count the bytes on the wire.
        chunks: Iterator[bytes | memoryview]
        if self.response.is_stream_consumed:
            chunks = iter([self.response.content])  # as in `raw_chunks`
        elif self.is_custom:
            chunks = self.response.iter_raw()
        else:
            chunks = body_chunks(self.response)
        with until(deadline):
            for chunk in chunks:
                sink.write(chunk)
                sink.report()
                check()

    async def read_start(self, limit: int, *, deadline: float | None) -> httpx.Response:
        """Read the start of the body."""
        from httpx import TimeoutException

        from videojobs.http.deadline import check, until

        body, is_cut = bytearray(), True
        with until(deadline), suppress(TimeoutException):
            for chunk in iter_decoded(self.response, limit):
                body += chunk
                check()
            is_cut = len(body) > limit
        self.start = bytes(body[:limit])
        return replace_content(self.response, self.start, is_cut=is_cut)


@define(eq=False)
class AsyncBody:
    """A body that is read without blocking the event loop.

    Attributes:
        response: The response, unread.
        start: What `read_start` read, or None.
    """

    response: httpx.Response
    start: bytes | None = None

    async def copy_to(self, sink: Sink, *, deadline: float | None) -> None:
        """Write the body to a sink."""
        from anyio import move_on_after

        from videojobs.http.streams import raw_chunks

        batch = _Batch(sink)
        try:
            with move_on_after(deadline) as scope:
                async with raw_chunks(self.response) as chunks:
                    async for chunk in chunks:
                        batch.append(chunk)
                        if batch.size >= BATCH_BYTES:
                            await run_in_thread(batch.flush)
                            sink.report()
        finally:
            batch.flush()  # at most 1 MiB: bytes that arrived before an error or a cancellation count for resuming
        if scope.cancelled_caught:
            raise DeadlineExceeded(f"not done within {deadline} s")
        sink.report()

    async def read_start(self, limit: int, *, deadline: float | None) -> httpx.Response:
        """Read the start of the body."""
        from anyio import move_on_after

        body, is_cut = bytearray(), True
        with move_on_after(deadline):
            async with aclosing(aiter_decoded(self.response, limit)) as chunks:
                async for chunk in chunks:
                    body += chunk
            is_cut = len(body) > limit
        self.start = bytes(body[:limit])
        return replace_content(self.response, self.start, is_cut=is_cut)


class _Batch:
    """Gathers chunks and writes them together."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._chunks: list[bytes] = []
        self.size = 0

    def append(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self.size += len(chunk)

    def flush(self) -> None:
        # Taken before they are written: chunks whose write failed are not written again by the flush at the end.
        chunks, self._chunks, self.size = self._chunks, [], 0
        for chunk in chunks:
            self._sink.write(chunk)
