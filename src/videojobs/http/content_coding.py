"""Undo the content coding of a response, within a limit on the decoded bytes (RFC 9110, section 8.4)."""

from __future__ import annotations

import zlib
from collections.abc import AsyncGenerator, Iterator
from typing import TYPE_CHECKING

from videojobs.errors import TransportError, printable

if TYPE_CHECKING:
    import httpx

ACCEPTED = "gzip, deflate"
"""The value of ``Accept-Encoding``: the codings that can be undone within a limit."""
# 16 more than the window: zlib then expects the header of gzip (https://docs.python.org/3/library/zlib.html).
_GZIP = zlib.MAX_WBITS | 16


def iter_decoded(response: httpx.Response, max_bytes: int | None) -> Iterator[bytes]:
    """Read the body decoded. It ends after ``max_bytes`` bytes and one more, which shows that there are more.

    `httpx.Response.iter_bytes` decodes a whole chunk before it returns: 64 KiB become 64 MiB, and more with each
    further coding that the server names (httpx 0.28).

    Raises:
        TransportError: The body has more than one coding, one that was not requested, or is damaged.
    """
    decoder = Decoder(response, max_bytes)
    if response.is_stream_consumed:
        yield response.content  # a custom transport, or an event hook of the caller's client, has read it
        return
    for chunk in response.iter_raw():
        yield decoder.decode(chunk)
        if decoder.is_full:
            return


async def aiter_decoded(response: httpx.Response, max_bytes: int | None) -> AsyncGenerator[bytes]:
    """Read the body decoded, as `iter_decoded`. To be used with `contextlib.aclosing`; the response is closed then."""
    from videojobs.http.streams import raw_chunks  # loads httpx, which `import videojobs` does without

    decoder = Decoder(response, max_bytes)
    if response.is_stream_consumed:
        yield response.content
        return
    async with raw_chunks(response) as chunks:
        async for chunk in chunks:
            yield decoder.decode(chunk)
            if decoder.is_full:
                return


class Decoder:
    """Decodes chunks until ``max_bytes`` bytes and one more are there."""

    def __init__(self, response: httpx.Response, max_bytes: int | None) -> None:
        self._response = response
        named = response.headers.get_list("content-encoding", split_commas=True)
        self._codings = [coding for name in named if (coding := name.strip().lower()) not in ("", "identity")]
        # x-gzip is another name of gzip (RFC 9110, section 8.4.1.3).
        if len(self._codings) > 1 or not set(self._codings) <= {"gzip", "x-gzip", "deflate"}:
            # Each coding multiplies: 980 bytes of gzip in gzip become 1.6 GiB.
            raise self._error(f"with Content-Encoding {printable(', '.join(self._codings), 80)!r}, unrequested")
        self._inflate = zlib.decompressobj(_GZIP) if self._codings and self._codings[0] != "deflate" else None
        self._left = None if max_bytes is None else max_bytes + 1

    def _error(self, problem: str) -> TransportError:
        return TransportError(f"{self._response.request.url.host} sent a response {problem}")

    @property
    def is_full(self) -> bool:
        """Whether ``max_bytes`` bytes and one more were returned."""
        return self._left is not None and self._left <= 0

    def decode(self, chunk: bytes) -> bytes:
        """Return what is in the next chunk.

        Raises:
            TransportError: It is damaged.
        """
        if self._codings and chunk:
            # Which of the two kinds of `deflate` it is shows in the first bytes only.
            if self._inflate is None:
                self._inflate = zlib.decompressobj(_deflate_bits(chunk))
            try:
                # A length of 0 is no limit; when the limit is reached, the caller reads no further.
                chunk = self._inflate.decompress(chunk, self._left or 0)
            except zlib.error as error:
                raise self._error(f"that is not {self._codings[0]}: {error}") from error
        if self._left is not None:
            self._left -= len(chunk)
        return chunk


def _deflate_bits(start: bytes) -> int:
    """Return zlib's ``wbits`` for a body in ``deflate``, which is zlib by RFC 9110, but raw from some servers."""
    # The header of zlib: method 8, and both bytes together a multiple of 31 (RFC 1950, section 2.2).
    if len(start) >= 2 and start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0:
        return zlib.MAX_WBITS
    return -zlib.MAX_WBITS
