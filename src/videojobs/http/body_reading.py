"""Read the body of a large response from its connection, without the copies that httpx and httpcore make of it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx

from videojobs.http.deadline import BoundedStream

# Larger ones do not stay in the caches of the processor on a machine that has more to do: 1 MiB took twice the CPU.
_BUFFER_BYTES = 256 * 1024
# The connection of a smaller body is kept for the next request.
_MIN_BYTES = 1024 * 1024


def body_chunks(response: httpx.Response) -> Iterator[bytes | memoryview]:
    """Yield the body as it was sent, without decoding; each chunk is valid until the next one.

    httpcore passes each 64 KiB, or over TLS each 16 KiB, through its HTTP parser and seven generators, which takes more
    CPU than TLS itself. So after the first chunk, which holds all that the parser has read, the rest of a body of known
    length is read from the socket into one buffer. The connection cannot be used again, since the parser does not
    know that the body was read.
    """
    chunks = response.iter_raw()
    # https://www.encode.io/httpcore/extensions/#network_stream
    stream = response.extensions.get("network_stream")
    is_framed = "transfer-encoding" in response.headers or response.extensions.get("http_version") != b"HTTP/1.1"
    if is_framed or not isinstance(stream, BoundedStream) or not stream.has_socket:
        yield from chunks
        return
    first = next(chunks, b"")
    yield first
    # httpcore has refused a response with a length that is no number, or with two different ones.
    left = int(response.headers.get("content-length", "0").partition(",")[0]) - len(first)
    if left < _MIN_BYTES:
        yield from chunks
        return
    timeout: float | None = response.request.extensions.get("timeout", {}).get("read")
    buffer = memoryview(bytearray(_BUFFER_BYTES))
    while left > 0:
        size = stream.read_into(buffer[:left], timeout)
        if not size:
            raise httpx.RemoteProtocolError(f"the server closed the connection {left:,} bytes before the end")
        left -= size
        yield buffer[:size]
