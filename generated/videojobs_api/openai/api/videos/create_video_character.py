# Generated from spec/openai by `make generate`; not edited by hand.

"""POST ``/videos/characters``."""

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.create_video_character_body import CreateVideoCharacterBody
from ...models.video_character_resource import VideoCharacterResource

BODIES = {"multipart/form-data": CreateVideoCharacterBody}


def request(*, body: CreateVideoCharacterBody) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="POST", path="/videos/characters", body=encode_body(body, BODIES))


def decode(response: httpx.Response) -> VideoCharacterResource:
    """Decode a successful response."""
    return VideoCharacterResource.from_dict(decode_object(response))


def sync(*, client: AuthenticatedClient, body: CreateVideoCharacterBody) -> VideoCharacterResource:
    """Make a character out of a video file (`POST /videos/characters`).

    Deprecated by the provider.

    Args:
        body: Sent as ``multipart/form-data``.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(body=body), decode)


def sync_detailed(*, client: AuthenticatedClient, body: CreateVideoCharacterBody) -> Response[VideoCharacterResource]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(body=body), decode)


async def asyncio(*, client: AuthenticatedClient, body: CreateVideoCharacterBody) -> VideoCharacterResource:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(body=body), decode)


async def asyncio_detailed(
    *, client: AuthenticatedClient, body: CreateVideoCharacterBody
) -> Response[VideoCharacterResource]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(body=body), decode)
