# Generated from spec/litellm by `make generate`; not edited by hand.

"""GET ``/v1/videos``."""

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.limits import Limit, check_limits
from videojobs.http.parameters import header_params, params
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import UNSET, Response, Unset

from ...models.video_list import VideoList
from ...models.video_list_v1_videos_get_order import VideoListV1VideosGetOrder

_LIMITS = {"limit": Limit(minimum=1, maximum=100), "order": Limit(values=("asc", "desc"))}


def request(
    *,
    limit: int | Unset = UNSET,
    order: VideoListV1VideosGetOrder | str | Unset = UNSET,
    after: str | Unset = UNSET,
    custom_llm_provider: str | Unset = UNSET,
) -> Request:
    """Build the request of `sync`, without sending it."""
    check_limits({"limit": limit, "order": order}, _LIMITS)
    return Request(
        method="GET",
        path="/v1/videos",
        params=params({"limit": limit, "order": order, "after": after}),
        headers=header_params({"custom-llm-provider": custom_llm_provider}),
    )


def decode(response: httpx.Response) -> VideoList:
    """Decode a successful response."""
    return VideoList.from_dict(decode_object(response))


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    order: VideoListV1VideosGetOrder | str | Unset = UNSET,
    after: str | Unset = UNSET,
    custom_llm_provider: str | Unset = UNSET,
) -> VideoList:
    """Page through an upstream's video jobs (`GET /v1/videos`).

    Args:
        limit: Most jobs in one page. 1 to 100.
        order: Order by time of creation, `asc` for the oldest first, `desc` for the newest first.
        after: Id of the last job of the page before.
        custom_llm_provider: Upstream to ask; the proxy then asks its public host, whatever address its model list
            has.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(limit=limit, order=order, after=after, custom_llm_provider=custom_llm_provider), decode)


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    order: VideoListV1VideosGetOrder | str | Unset = UNSET,
    after: str | Unset = UNSET,
    custom_llm_provider: str | Unset = UNSET,
) -> Response[VideoList]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(
        client, request(limit=limit, order=order, after=after, custom_llm_provider=custom_llm_provider), decode
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    order: VideoListV1VideosGetOrder | str | Unset = UNSET,
    after: str | Unset = UNSET,
    custom_llm_provider: str | Unset = UNSET,
) -> VideoList:
    """Call as `sync`, without blocking the event loop."""
    return await acall(
        client, request(limit=limit, order=order, after=after, custom_llm_provider=custom_llm_provider), decode
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    order: VideoListV1VideosGetOrder | str | Unset = UNSET,
    after: str | Unset = UNSET,
    custom_llm_provider: str | Unset = UNSET,
) -> Response[VideoList]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(
        client, request(limit=limit, order=order, after=after, custom_llm_provider=custom_llm_provider), decode
    )
