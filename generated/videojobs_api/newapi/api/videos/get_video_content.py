# Generated from spec/newapi by `make generate`; not edited by hand.

"""GET ``/v1/videos/{task_id}/content``."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, acall_stream, call, call_detailed, call_stream
from videojobs.http.parameters import segment
from videojobs.http.request import Request
from videojobs.http.types import Response


def request(task_id: str) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="GET", path=f"/v1/videos/{segment(task_id, 'task_id')}/content")


def decode(response: httpx.Response) -> bytes:
    """Decode a successful response."""
    return response.content


def sync(task_id: str, *, client: AuthenticatedClient) -> bytes:
    """Download the clip of a completed job (`GET /v1/videos/{task_id}/content`).

    Args:
        task_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(task_id), decode, max_bytes=None)


def sync_detailed(task_id: str, *, client: AuthenticatedClient) -> Response[bytes]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(task_id), decode, max_bytes=None)


async def asyncio(task_id: str, *, client: AuthenticatedClient) -> bytes:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(task_id), decode, max_bytes=None)


async def asyncio_detailed(task_id: str, *, client: AuthenticatedClient) -> Response[bytes]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(task_id), decode, max_bytes=None)


def stream(task_id: str, *, client: AuthenticatedClient) -> AbstractContextManager[httpx.Response]:
    """Call as `sync`, but yield the response with its body unread, so that memory stays constant."""
    return call_stream(client, request(task_id))


def astream(task_id: str, *, client: AuthenticatedClient) -> AbstractAsyncContextManager[httpx.Response]:
    """Call as `stream`, without blocking the event loop."""
    return acall_stream(client, request(task_id))
