# Generated from spec/poe by `make generate`; not edited by hand.

"""POST ``/videos``."""

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.create_video_body import CreateVideoBody
from ...models.create_video_form import CreateVideoForm
from ...models.video import Video

BODIES: dict[str, type[CreateVideoBody | CreateVideoForm]] = {
    "application/json": CreateVideoBody,
    "multipart/form-data": CreateVideoForm,
}


def request(*, body: CreateVideoBody | CreateVideoForm, media_type: str | None = None) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="POST", path="/videos", body=encode_body(body, BODIES, media_type))


def decode(response: httpx.Response) -> Video:
    """Decode a successful response."""
    return Video.from_dict(decode_object(response))


def sync(
    *, client: AuthenticatedClient, body: CreateVideoBody | CreateVideoForm, media_type: str | None = None
) -> Video:
    """Start a video job from a prompt and an optional reference image (`POST /videos`).

    Args:
        body: Sent as ``application/json``, ``multipart/form-data``.
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
    *, client: AuthenticatedClient, body: CreateVideoBody | CreateVideoForm, media_type: str | None = None
) -> Response[Video]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(body=body, media_type=media_type), decode)


async def asyncio(
    *, client: AuthenticatedClient, body: CreateVideoBody | CreateVideoForm, media_type: str | None = None
) -> Video:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(body=body, media_type=media_type), decode)


async def asyncio_detailed(
    *, client: AuthenticatedClient, body: CreateVideoBody | CreateVideoForm, media_type: str | None = None
) -> Response[Video]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(body=body, media_type=media_type), decode)
