# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""GET ``/v1/videos/{video_id}``."""

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import segment
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.video_response import VideoResponse


def request(video_id: str) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="GET", path=f"/v1/videos/{segment(video_id, 'video_id')}")


def decode(response: httpx.Response) -> VideoResponse:
    """Decode a successful response."""
    return VideoResponse.from_dict(decode_object(response))


def sync(video_id: str, *, client: AuthenticatedClient | Client) -> VideoResponse:
    """Fetch the latest state of a video job.

    A failed job is answered with an error status (`GET /v1/videos/{video_id}`).

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        client: Sends the request; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(video_id), decode)


def sync_detailed(video_id: str, *, client: AuthenticatedClient | Client) -> Response[VideoResponse]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(video_id), decode)


async def asyncio(video_id: str, *, client: AuthenticatedClient | Client) -> VideoResponse:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(video_id), decode)


async def asyncio_detailed(video_id: str, *, client: AuthenticatedClient | Client) -> Response[VideoResponse]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(video_id), decode)
