# Generated from spec/together by `make generate`; not edited by hand.

"""GET ``/videos/{id}``."""

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import segment
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.video_job import VideoJob


def request(id: str) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="GET", path=f"/videos/{segment(id, 'id')}")


def decode(response: httpx.Response) -> VideoJob:
    """Decode a successful response."""
    return VideoJob.from_dict(decode_object(response))


def sync(id: str, *, client: AuthenticatedClient) -> VideoJob:
    """Fetch the latest state of a video job (`GET /videos/{id}`).

    Args:
        id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(id), decode)


def sync_detailed(id: str, *, client: AuthenticatedClient) -> Response[VideoJob]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(id), decode)


async def asyncio(id: str, *, client: AuthenticatedClient) -> VideoJob:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(id), decode)


async def asyncio_detailed(id: str, *, client: AuthenticatedClient) -> Response[VideoJob]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(id), decode)
