# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""POST ``/v1/videos``."""

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.body_create_video_v1_videos_post import BodyCreateVideoV1VideosPost
from ...models.video_response import VideoResponse

BODIES = {"multipart/form-data": BodyCreateVideoV1VideosPost}


def request(*, body: BodyCreateVideoV1VideosPost) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="POST", path="/v1/videos", body=encode_body(body, BODIES))


def decode(response: httpx.Response) -> VideoResponse:
    """Decode a successful response."""
    return VideoResponse.from_dict(decode_object(response))


def sync(*, client: AuthenticatedClient | Client, body: BodyCreateVideoV1VideosPost) -> VideoResponse:
    """Start a video job (`POST /v1/videos`).

    Args:
        body: Sent as ``multipart/form-data``.
        client: Sends the request; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(body=body), decode)


def sync_detailed(
    *, client: AuthenticatedClient | Client, body: BodyCreateVideoV1VideosPost
) -> Response[VideoResponse]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(body=body), decode)


async def asyncio(*, client: AuthenticatedClient | Client, body: BodyCreateVideoV1VideosPost) -> VideoResponse:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(body=body), decode)


async def asyncio_detailed(
    *, client: AuthenticatedClient | Client, body: BodyCreateVideoV1VideosPost
) -> Response[VideoResponse]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(body=body), decode)
