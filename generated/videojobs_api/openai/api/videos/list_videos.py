# Generated from spec/openai by `make generate`; not edited by hand.

"""GET ``/videos``."""

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.limits import Limit, check_limits
from videojobs.http.parameters import params
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import UNSET, Response, Unset

from ...models.order_enum import OrderEnum
from ...models.video_list_resource import VideoListResource

_LIMITS = {"limit": Limit(minimum=0, maximum=100), "order": Limit(values=("asc", "desc"))}


def request(
    *, limit: int | Unset = UNSET, order: OrderEnum | str | Unset = UNSET, after: str | Unset = UNSET
) -> Request:
    """Build the request of `sync`, without sending it."""
    check_limits({"limit": limit, "order": order}, _LIMITS)
    return Request(method="GET", path="/videos", params=params({"limit": limit, "order": order, "after": after}))


def decode(response: httpx.Response) -> VideoListResource:
    """Decode a successful response."""
    return VideoListResource.from_dict(decode_object(response))


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    order: OrderEnum | str | Unset = UNSET,
    after: str | Unset = UNSET,
) -> VideoListResource:
    """Page through the project's video jobs (`GET /videos`).

    Deprecated by the provider.

    Args:
        limit: Most jobs in one page. 0 to 100.
        order: Order by time of creation, `asc` for the oldest first, `desc` for the newest first.
        after: Id of the last job of the page before.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(limit=limit, order=order, after=after), decode)


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    order: OrderEnum | str | Unset = UNSET,
    after: str | Unset = UNSET,
) -> Response[VideoListResource]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(limit=limit, order=order, after=after), decode)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    order: OrderEnum | str | Unset = UNSET,
    after: str | Unset = UNSET,
) -> VideoListResource:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(limit=limit, order=order, after=after), decode)


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    order: OrderEnum | str | Unset = UNSET,
    after: str | Unset = UNSET,
) -> Response[VideoListResource]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(limit=limit, order=order, after=after), decode)
