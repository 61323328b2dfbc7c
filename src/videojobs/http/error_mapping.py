"""What can go wrong between a request and its answer, said in our own errors."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

import httpx

from videojobs.errors import DeadlineExceeded, TransportError, printable
from videojobs.http import deadline

MOST_BYTES = 16 * 1024 * 1024
"""Largest answer that is read into memory. A list of 100 jobs with data URLs stays well below it."""

# Raised before a byte of the request left: no server has seen it.
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


def _what(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.ConnectTimeout):
        return "no connection within the time limit"
    if isinstance(error, httpx.PoolTimeout):
        return "no free connection within the time limit"
    if isinstance(error, httpx.TimeoutException):
        return "no answer within the time limit"
    if isinstance(error, httpx.ConnectError):
        return "could not connect"
    return "the connection broke"


@contextmanager
def failures(request: httpx.Request, masked: Callable[[str], str]) -> Generator[None]:
    """Turn what httpx raises inside into `TransportError`, which says whether the request can have been seen."""
    try:
        yield
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:  # the last: an odd Location
        url = request.url
        where = f"{request.method} {url.scheme}://{url.netloc.decode('ascii', 'replace')}{url.path}"
        sent = not isinstance(error, _UNSENT)
        if deadline.passed():
            raise DeadlineExceeded(f"{where}: no whole answer within the deadline", sent=sent) from error
        reason = _what(error) if isinstance(error, httpx.HTTPError) else "the answer could not be read"
        detail = printable(masked(str(error)), 200)
        raise TransportError(f"{where}: {reason}" + (f" ({detail})" if detail else ""), sent=sent) from error


def _too_large(response: httpx.Response, most: int) -> TransportError:
    return TransportError(f"{response.request.url.host} answered with more than {most:,} bytes")


def _set_content(response: httpx.Response, chunks: list[bytes]) -> None:
    """Do what `httpx.Response.read` does last; that function itself has no bound."""
    response._content = b"".join(chunks)  # pyright: ignore[reportPrivateUsage]


def read_bounded(response: httpx.Response, most: int | None = MOST_BYTES) -> None:
    """Read an answer into memory, so that ``response.content`` works; a compressed bomb is cut off."""
    chunks: list[bytes] = []
    size = 0
    try:
        for chunk in response.iter_bytes():
            size += len(chunk)
            if most is not None and size > most:
                raise _too_large(response, most)
            chunks.append(chunk)
    finally:
        response.close()
    _set_content(response, chunks)


async def aread_bounded(response: httpx.Response, most: int | None = MOST_BYTES) -> None:
    """Read an answer into memory, as `read_bounded`."""
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if most is not None and size > most:
                raise _too_large(response, most)
            chunks.append(chunk)
    finally:
        await response.aclose()
    _set_content(response, chunks)
