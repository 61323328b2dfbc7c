# Generated from spec/sglang by `make generate`; not edited by hand.

"""GET ``/v1/videos/{video_id}/content``."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager

import httpx

from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.endpoints import acall, acall_detailed, acall_stream, call, call_detailed, call_stream
from videojobs.http.limits import Limit, check_limits
from videojobs.http.parameters import params, segment
from videojobs.http.request import Request
from videojobs.http.types import UNSET, Response, Unset

_LIMITS = {"variant": Limit(pattern="^[0-9]+$")}


def request(video_id: str, *, variant: str | None | Unset = UNSET) -> Request:
    """Build the request of `sync`, without sending it."""
    check_limits({"variant": variant}, _LIMITS)
    return Request(
        method="GET", path=f"/v1/videos/{segment(video_id, 'video_id')}/content", params=params({"variant": variant})
    )


def decode(response: httpx.Response) -> bytes:
    """Decode a successful response."""
    return response.content


def sync(video_id: str, *, client: AuthenticatedClient | Client, variant: str | None | Unset = UNSET) -> bytes:
    """Call `GET /v1/videos/{video_id}/content`.

    Download the clip of a completed job, unless it was moved to a bucket (`GET /v1/videos/{video_id}/content`).

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        variant: Number of the clip, from 0, where several were rendered.
        client: Sends the request; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(video_id, variant=variant), decode, max_bytes=None)


def sync_detailed(
    video_id: str, *, client: AuthenticatedClient | Client, variant: str | None | Unset = UNSET
) -> Response[bytes]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(video_id, variant=variant), decode, max_bytes=None)


async def asyncio(video_id: str, *, client: AuthenticatedClient | Client, variant: str | None | Unset = UNSET) -> bytes:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(video_id, variant=variant), decode, max_bytes=None)


async def asyncio_detailed(
    video_id: str, *, client: AuthenticatedClient | Client, variant: str | None | Unset = UNSET
) -> Response[bytes]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(video_id, variant=variant), decode, max_bytes=None)


def stream(
    video_id: str, *, client: AuthenticatedClient | Client, variant: str | None | Unset = UNSET
) -> AbstractContextManager[httpx.Response]:
    """Call as `sync`, but yield the response with its body unread, so that memory stays constant."""
    return call_stream(client, request(video_id, variant=variant))


def astream(
    video_id: str, *, client: AuthenticatedClient | Client, variant: str | None | Unset = UNSET
) -> AbstractAsyncContextManager[httpx.Response]:
    """Call as `stream`, without blocking the event loop."""
    return acall_stream(client, request(video_id, variant=variant))
