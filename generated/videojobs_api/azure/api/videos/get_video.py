# Generated from spec/azure by `make generate`; not edited by hand.

"""GET ``/videos/{video_id}``."""

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import params, segment
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import UNSET, Response, Unset

from ...models.video import Video


def request(video_id: str, *, api_version: str | Unset = UNSET) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(
        method="GET", path=f"/videos/{segment(video_id, 'video_id')}", params=params({"api-version": api_version})
    )


def decode(response: httpx.Response) -> Video:
    """Decode a successful response."""
    return Video.from_dict(decode_object(response))


def sync(video_id: str, *, client: AuthenticatedClient, api_version: str | Unset = UNSET) -> Video:
    """Fetch the latest state of a video job (`GET /videos/{video_id}`).

    Args:
        video_id: Id of the video to look up. Refused if empty, ``.`` or ``..``.
        api_version: Version of the API; `v1` if absent.
        client: Sends the request, with ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(video_id, api_version=api_version), decode)


def sync_detailed(video_id: str, *, client: AuthenticatedClient, api_version: str | Unset = UNSET) -> Response[Video]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(video_id, api_version=api_version), decode)


async def asyncio(video_id: str, *, client: AuthenticatedClient, api_version: str | Unset = UNSET) -> Video:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(video_id, api_version=api_version), decode)


async def asyncio_detailed(
    video_id: str, *, client: AuthenticatedClient, api_version: str | Unset = UNSET
) -> Response[Video]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(video_id, api_version=api_version), decode)
