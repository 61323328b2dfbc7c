# Generated from spec/openai by `make generate`; not edited by hand.

"""GET ``/videos/{video_id}/content``."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, acall_stream, call, call_detailed, call_stream
from videojobs.http.limits import Limit, check_limits
from videojobs.http.parameters import params, segment
from videojobs.http.request import Request
from videojobs.http.types import UNSET, Response, Unset

from ...models.video_content_variant import VideoContentVariant

_LIMITS = {"variant": Limit(values=("video", "thumbnail", "spritesheet"))}


def request(video_id: str, *, variant: VideoContentVariant | str | Unset = UNSET) -> Request:
    """Build the request of `sync`, without sending it."""
    check_limits({"variant": variant}, _LIMITS)
    return Request(
        method="GET", path=f"/videos/{segment(video_id, 'video_id')}/content", params=params({"variant": variant})
    )


def decode(response: httpx.Response) -> bytes:
    """Decode a successful response."""
    return response.content


def sync(video_id: str, *, client: AuthenticatedClient, variant: VideoContentVariant | str | Unset = UNSET) -> bytes:
    """Download the clip, or a preview made from it. The bytes are streamed (`GET /videos/{video_id}/content`).

    Deprecated by the provider.

    The document also lists ``application/json``: read that from the ``content`` of `sync_detailed`.

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(video_id, variant=variant), decode, max_bytes=None)


def sync_detailed(
    video_id: str, *, client: AuthenticatedClient, variant: VideoContentVariant | str | Unset = UNSET
) -> Response[bytes]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(video_id, variant=variant), decode, max_bytes=None)


async def asyncio(
    video_id: str, *, client: AuthenticatedClient, variant: VideoContentVariant | str | Unset = UNSET
) -> bytes:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(video_id, variant=variant), decode, max_bytes=None)


async def asyncio_detailed(
    video_id: str, *, client: AuthenticatedClient, variant: VideoContentVariant | str | Unset = UNSET
) -> Response[bytes]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(video_id, variant=variant), decode, max_bytes=None)


def stream(
    video_id: str, *, client: AuthenticatedClient, variant: VideoContentVariant | str | Unset = UNSET
) -> AbstractContextManager[httpx.Response]:
    """Call as `sync`, but yield the response with its body unread, so that memory stays constant."""
    return call_stream(client, request(video_id, variant=variant))


def astream(
    video_id: str, *, client: AuthenticatedClient, variant: VideoContentVariant | str | Unset = UNSET
) -> AbstractAsyncContextManager[httpx.Response]:
    """Call as `stream`, without blocking the event loop."""
    return acall_stream(client, request(video_id, variant=variant))
