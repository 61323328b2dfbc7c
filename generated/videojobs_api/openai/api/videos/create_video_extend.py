# Generated from spec/openai by `make generate`; not edited by hand.

"""POST ``/videos/extensions``."""

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.create_video_extend_json_body import CreateVideoExtendJsonBody
from ...models.create_video_extend_multipart_body import CreateVideoExtendMultipartBody
from ...models.video_resource import VideoResource

BODIES: dict[str, type[CreateVideoExtendMultipartBody | CreateVideoExtendJsonBody]] = {
    "multipart/form-data": CreateVideoExtendMultipartBody,
    "application/json": CreateVideoExtendJsonBody,
}


def request(
    *, body: CreateVideoExtendMultipartBody | CreateVideoExtendJsonBody, media_type: str | None = None
) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="POST", path="/videos/extensions", body=encode_body(body, BODIES, media_type))


def decode(response: httpx.Response) -> VideoResource:
    """Decode a successful response."""
    return VideoResource.from_dict(decode_object(response))


def sync(
    *,
    client: AuthenticatedClient,
    body: CreateVideoExtendMultipartBody | CreateVideoExtendJsonBody,
    media_type: str | None = None,
) -> VideoResource:
    """Start a job that continues a completed video (`POST /videos/extensions`).

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
    *,
    client: AuthenticatedClient,
    body: CreateVideoExtendMultipartBody | CreateVideoExtendJsonBody,
    media_type: str | None = None,
) -> Response[VideoResource]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(body=body, media_type=media_type), decode)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CreateVideoExtendMultipartBody | CreateVideoExtendJsonBody,
    media_type: str | None = None,
) -> VideoResource:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(body=body, media_type=media_type), decode)


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateVideoExtendMultipartBody | CreateVideoExtendJsonBody,
    media_type: str | None = None,
) -> Response[VideoResource]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(body=body, media_type=media_type), decode)
