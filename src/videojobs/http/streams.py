"""Async bodies of requests and responses that leave no generator to the garbage collector.

httpx and httpcore nest async generators, and when a connection breaks or a limit is reached, those that did not run to
their end are left over. Trio warns of each: https://trio.readthedocs.io/en/stable/reference-core.html#async-generators
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import httpx

# More chunks than the 64 KiB that httpcore reads at once can hold: one of a byte takes six.
_MAX_BUFFERED_CHUNKS = 12_000


class AsyncUpload(httpx.AsyncByteStream):
    """The body of an async request, from a stream that httpx sends in blocking programs too.

    Args:
        stream: A stream that can be read again from its start, as those that httpx builds.
    """

    def __init__(self, stream: httpx.SyncByteStream) -> None:
        self._stream = stream

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _Chunks(iter(self._stream))


class _Chunks:
    """An async iterator that is no generator: nothing needs to close it."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def __aiter__(self) -> _Chunks:
        return self

    async def __anext__(self) -> bytes:
        chunk = next(self._chunks, None)
        if chunk is None:
            raise StopAsyncIteration
        return chunk


class raw_chunks:  # noqa: N801 - called as a function, as `contextlib.aclosing` is
    """Yields ``response.aiter_raw()``, and on exit closes the response and all generators that its body is read by.

    A class, since each request enters it: a generator would take twice the CPU.
    """

    __slots__ = ("_chunks", "_response")

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._chunks: AsyncIterator[bytes]
        if response.is_stream_consumed:
            # `httpx.MockTransport`, or an event hook of the caller's client, has read it.
            self._chunks = _Chunks(iter([response.content]))
        else:
            self._chunks = response.aiter_raw()

    async def __aenter__(self) -> AsyncIterator[bytes]:
        return self._chunks

    async def __aexit__(self, *exc_info: object) -> None:
        # At its end, httpx has closed the response, and no generator is left.
        if self._response.is_closed and getattr(self._chunks, "ag_frame", None) is None:
            return
        await self._response.aclose()
        # aclose() of the outermost generator would leave the inner ones behind. The next read fails, since the
        # connection is closed, and this exception ends all of them.
        with suppress(Exception):
            for _ in range(_MAX_BUFFERED_CHUNKS):
                await anext(self._chunks)
