# Generated from spec/apifox by `make generate`; not edited by hand.

"""GET ``/v1/videos/{id}``."""

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import segment
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.get_video_response import GetVideoResponse


def request(id: str) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="GET", path=f"/v1/videos/{segment(id, 'id')}")


def decode(response: httpx.Response) -> GetVideoResponse:
    """Decode a successful response."""
    return GetVideoResponse.from_dict(decode_object(response))


def sync(id: str, *, client: AuthenticatedClient) -> GetVideoResponse:
    """Fetch the latest state of a video job (`GET /v1/videos/{id}`).

    The clip's address comes with the completed job.

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


def sync_detailed(id: str, *, client: AuthenticatedClient) -> Response[GetVideoResponse]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(id), decode)


async def asyncio(id: str, *, client: AuthenticatedClient) -> GetVideoResponse:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(id), decode)


async def asyncio_detailed(id: str, *, client: AuthenticatedClient) -> Response[GetVideoResponse]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(id), decode)
