# Generated from spec/openai by `make generate`; not edited by hand.

"""POST ``/videos``."""

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.create_video_json_body import CreateVideoJsonBody
from ...models.create_video_multipart_body import CreateVideoMultipartBody
from ...models.video_resource import VideoResource

BODIES: dict[str, type[CreateVideoMultipartBody | CreateVideoJsonBody]] = {
    "multipart/form-data": CreateVideoMultipartBody,
    "application/json": CreateVideoJsonBody,
}


def request(*, body: CreateVideoMultipartBody | CreateVideoJsonBody, media_type: str | None = None) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="POST", path="/videos", body=encode_body(body, BODIES, media_type))


def decode(response: httpx.Response) -> VideoResource:
    """Decode a successful response."""
    return VideoResource.from_dict(decode_object(response))


def sync(
    *, client: AuthenticatedClient, body: CreateVideoMultipartBody | CreateVideoJsonBody, media_type: str | None = None
) -> VideoResource:
    """Start a video job from a prompt and an optional reference image (`POST /videos`).

    Deprecated by the provider.

    Args:
        body: Sent as ``multipart/form-data``, ``application/json``.
        media_type: How to send the body; by default JSON, or multipart if it holds a file.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(body=body, media_type=media_type), decode)


def sync_detailed(
    *, client: AuthenticatedClient, body: CreateVideoMultipartBody | CreateVideoJsonBody, media_type: str | None = None
) -> Response[VideoResource]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(body=body, media_type=media_type), decode)


async def asyncio(
    *, client: AuthenticatedClient, body: CreateVideoMultipartBody | CreateVideoJsonBody, media_type: str | None = None
) -> VideoResource:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(body=body, media_type=media_type), decode)


async def asyncio_detailed(
    *, client: AuthenticatedClient, body: CreateVideoMultipartBody | CreateVideoJsonBody, media_type: str | None = None
) -> Response[VideoResource]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(body=body, media_type=media_type), decode)
