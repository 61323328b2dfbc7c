# Generated from spec/poe by `make generate`; not edited by hand.

"""POST ``/videos/extensions``."""

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.extend_video_body import ExtendVideoBody
from ...models.video import Video

BODIES = {"application/json": ExtendVideoBody}


def request(*, body: ExtendVideoBody) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="POST", path="/videos/extensions", body=encode_body(body, BODIES))


def decode(response: httpx.Response) -> Video:
    """Decode a successful response."""
    return Video.from_dict(decode_object(response))


def sync(*, client: AuthenticatedClient, body: ExtendVideoBody) -> Video:
    """Start a job that continues a completed video; Sora only, 120 seconds in all (`POST /videos/extensions`).

    Args:
        body: Sent as ``application/json``.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(body=body), decode)


def sync_detailed(*, client: AuthenticatedClient, body: ExtendVideoBody) -> Response[Video]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(body=body), decode)


async def asyncio(*, client: AuthenticatedClient, body: ExtendVideoBody) -> Video:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(body=body), decode)


async def asyncio_detailed(*, client: AuthenticatedClient, body: ExtendVideoBody) -> Response[Video]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(body=body), decode)
