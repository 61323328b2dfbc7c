# Generated from spec/newapi: new-api, written from https://github.com/QuantumNous/new-api; OpenAPI 3.1.0, version
# 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes
# it.

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, acall_stream, call, call_detailed, call_stream
from videojobs.http.paths import segment
from videojobs.http.request import Request
from videojobs.http.response import Response


def request(video_id: str) -> Request:
    """Build the request, without sending it.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(method="GET", path=f"/videos/{segment(video_id, 'video_id')}/content")


def decode(response: httpx.Response) -> bytes:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return response.content


def sync(video_id: str, *, client: AuthenticatedClient) -> bytes:
    """Download the clip of a completed job; ranges are served (`GET /videos/{video_id}/content`).

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(video_id), decode, most_bytes=None)


def sync_detailed(video_id: str, *, client: AuthenticatedClient) -> Response[bytes]:
    """Download the clip of a completed job; ranges are served (`GET /videos/{video_id}/content`). Gives the answer
    whatever its status.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(video_id), decode, most_bytes=None)


async def asyncio(video_id: str, *, client: AuthenticatedClient) -> bytes:
    """Download the clip of a completed job; ranges are served (`GET /videos/{video_id}/content`).

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(video_id), decode, most_bytes=None)


async def asyncio_detailed(video_id: str, *, client: AuthenticatedClient) -> Response[bytes]:
    """Download the clip of a completed job; ranges are served (`GET /videos/{video_id}/content`). Gives the answer
    whatever its status.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(video_id), decode, most_bytes=None)


def stream(video_id: str, *, client: AuthenticatedClient) -> AbstractContextManager[httpx.Response]:
    """Download the clip of a completed job; ranges are served (`GET /videos/{video_id}/content`). Gives the answer
    unread, in constant memory.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
    """
    return call_stream(client, request(video_id))


def astream(video_id: str, *, client: AuthenticatedClient) -> AbstractAsyncContextManager[httpx.Response]:
    """Download the clip of a completed job; ranges are served (`GET /videos/{video_id}/content`). Gives the answer
    unread, in constant memory.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
    """
    return acall_stream(client, request(video_id))
