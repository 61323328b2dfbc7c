"""Call an operation: the code that the functions of all generated endpoint modules share."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import httpx

from videojobs.http.client import Client
from videojobs.http.error_mapping import api_error
from videojobs.http.request import Request
from videojobs.http.responses import MAX_RESPONSE_BYTES, aread_bounded, decode_masked, masked_response, read_bounded
from videojobs.http.types import Response

T = TypeVar("T")
Decode = Callable[[httpx.Response], T]


def _succeeded(response: httpx.Response) -> bool:
    return 200 <= response.status_code < 300


def _value(client: Client, response: httpx.Response, decode: Decode[T]) -> T:
    if not _succeeded(response):
        raise api_error(masked_response(response, client.masked))
    return decode_masked(response, decode, client.masked)


def _detailed(client: Client, response: httpx.Response, decode: Decode[T]) -> Response[T]:
    parsed: T | None = None
    if _succeeded(response):
        parsed = decode_masked(response, decode, client.masked)
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=parsed,
    )


def call(client: Client, request: Request, decode: Decode[T], *, max_bytes: int | None = MAX_RESPONSE_BYTES) -> T:
    """Send, and return the decoded response.

    Raises:
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
        TransportError: No complete response arrived.
    """
    return _value(client, client.send(request, max_bytes=max_bytes), decode)


def call_detailed(
    client: Client, request: Request, decode: Decode[T], *, max_bytes: int | None = MAX_RESPONSE_BYTES
) -> Response[T]:
    """Send, and return the response whatever its status."""
    return _detailed(client, client.send(request, max_bytes=max_bytes), decode)


async def acall(
    client: Client, request: Request, decode: Decode[T], *, max_bytes: int | None = MAX_RESPONSE_BYTES
) -> T:
    """Send, and return the decoded response, as `call`."""
    return _value(client, await client.asend(request, max_bytes=max_bytes), decode)


async def acall_detailed(
    client: Client, request: Request, decode: Decode[T], *, max_bytes: int | None = MAX_RESPONSE_BYTES
) -> Response[T]:
    """Send, and return the response whatever its status."""
    return _detailed(client, await client.asend(request, max_bytes=max_bytes), decode)


@contextmanager
def call_stream(client: Client, request: Request) -> Generator[httpx.Response]:
    """Send, and yield the successful response with its body unread.

    Raises:
        ApiError: The response has an error status.
    """
    with client.open(request) as response:
        if not _succeeded(response):
            # Read here: the response is closed when the block is left, and the reason is in its body.
            read_bounded(response)
            raise api_error(masked_response(response, client.masked))
        yield response


@asynccontextmanager
async def acall_stream(client: Client, request: Request) -> AsyncGenerator[httpx.Response]:
    """Send, and yield the successful response with its body unread, as `call_stream`."""
    async with client.aopen(request) as response:
        if not _succeeded(response):
            await aread_bounded(response)
            raise api_error(masked_response(response, client.masked))
        yield response
