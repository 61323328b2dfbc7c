# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""POST ``/v1/videos/sync``."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.endpoints import acall, acall_detailed, acall_stream, call, call_detailed, call_stream
from videojobs.http.request import Request
from videojobs.http.types import Response

from ...models.body_create_video_sync_v1_videos_sync_post import BodyCreateVideoSyncV1VideosSyncPost

BODIES = {"multipart/form-data": BodyCreateVideoSyncV1VideosSyncPost}


def request(*, body: BodyCreateVideoSyncV1VideosSyncPost) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="POST", path="/v1/videos/sync", body=encode_body(body, BODIES))


def decode(response: httpx.Response) -> bytes:
    """Decode a successful response."""
    return response.content


def sync(*, client: AuthenticatedClient | Client, body: BodyCreateVideoSyncV1VideosSyncPost) -> bytes:
    """Render a clip and wait for it; there is no job (`POST /v1/videos/sync`).

    Args:
        body: Sent as ``multipart/form-data``.
        client: Sends the request; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(body=body), decode, max_bytes=None)


def sync_detailed(
    *, client: AuthenticatedClient | Client, body: BodyCreateVideoSyncV1VideosSyncPost
) -> Response[bytes]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(body=body), decode, max_bytes=None)


async def asyncio(*, client: AuthenticatedClient | Client, body: BodyCreateVideoSyncV1VideosSyncPost) -> bytes:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(body=body), decode, max_bytes=None)


async def asyncio_detailed(
    *, client: AuthenticatedClient | Client, body: BodyCreateVideoSyncV1VideosSyncPost
) -> Response[bytes]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(body=body), decode, max_bytes=None)


def stream(
    *, client: AuthenticatedClient | Client, body: BodyCreateVideoSyncV1VideosSyncPost
) -> AbstractContextManager[httpx.Response]:
    """Call as `sync`, but yield the response with its body unread, so that memory stays constant."""
    return call_stream(client, request(body=body))


def astream(
    *, client: AuthenticatedClient | Client, body: BodyCreateVideoSyncV1VideosSyncPost
) -> AbstractAsyncContextManager[httpx.Response]:
    """Call as `stream`, without blocking the event loop."""
    return acall_stream(client, request(body=body))
