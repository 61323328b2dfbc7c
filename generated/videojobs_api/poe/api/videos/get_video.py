# Generated from spec/poe by `make generate`; not edited by hand.

"""GET ``/videos/{video_id}``."""

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import segment
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.video import Video


def request(video_id: str) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="GET", path=f"/videos/{segment(video_id, 'video_id')}")


def decode(response: httpx.Response) -> Video:
    """Decode a successful response."""
    return Video.from_dict(decode_object(response))


def sync(video_id: str, *, client: AuthenticatedClient) -> Video:
    """Fetch the latest state of a video job; a poll per five seconds is recommended (`GET /videos/{video_id}`).

    Args:
        video_id: Id of the video. Refused if empty, ``.`` or ``..``.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(video_id), decode)


def sync_detailed(video_id: str, *, client: AuthenticatedClient) -> Response[Video]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(video_id), decode)


async def asyncio(video_id: str, *, client: AuthenticatedClient) -> Video:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(video_id), decode)


async def asyncio_detailed(video_id: str, *, client: AuthenticatedClient) -> Response[Video]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(video_id), decode)
