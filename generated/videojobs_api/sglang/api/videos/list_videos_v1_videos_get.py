# Generated from spec/sglang by `make generate`; not edited by hand.

"""GET ``/v1/videos``."""

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.limits import Limit, check_limits
from videojobs.http.parameters import params
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import UNSET, Response, Unset

from ...models.list_videos_v1_videos_get_order import ListVideosV1VideosGetOrder
from ...models.video_list_response import VideoListResponse

_LIMITS = {"limit": Limit(minimum=1, maximum=100), "order": Limit(values=("asc", "desc"))}


def request(
    *,
    after: str | None | Unset = UNSET,
    limit: int | Unset = UNSET,
    order: ListVideosV1VideosGetOrder | str | Unset = UNSET,
) -> Request:
    """Build the request of `sync`, without sending it."""
    check_limits({"limit": limit, "order": order}, _LIMITS)
    return Request(method="GET", path="/v1/videos", params=params({"after": after, "limit": limit, "order": order}))


def decode(response: httpx.Response) -> VideoListResponse:
    """Decode a successful response."""
    return VideoListResponse.from_dict(decode_object(response))


def sync(
    *,
    client: AuthenticatedClient | Client,
    after: str | None | Unset = UNSET,
    limit: int | Unset = UNSET,
    order: ListVideosV1VideosGetOrder | str | Unset = UNSET,
) -> VideoListResponse:
    """Page through the video jobs (`GET /v1/videos`).

    Args:
        after: Id of the last job of the page before.
        limit: Most jobs in one page. 1 to 100. The server's default is 20.
        order: Order by time of creation, `asc` for the oldest first, `desc` for the newest first. The server's
            default is 'desc'.
        client: Sends the request; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(after=after, limit=limit, order=order), decode)


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    after: str | None | Unset = UNSET,
    limit: int | Unset = UNSET,
    order: ListVideosV1VideosGetOrder | str | Unset = UNSET,
) -> Response[VideoListResponse]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(after=after, limit=limit, order=order), decode)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    after: str | None | Unset = UNSET,
    limit: int | Unset = UNSET,
    order: ListVideosV1VideosGetOrder | str | Unset = UNSET,
) -> VideoListResponse:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(after=after, limit=limit, order=order), decode)


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    after: str | None | Unset = UNSET,
    limit: int | Unset = UNSET,
    order: ListVideosV1VideosGetOrder | str | Unset = UNSET,
) -> Response[VideoListResponse]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(after=after, limit=limit, order=order), decode)
