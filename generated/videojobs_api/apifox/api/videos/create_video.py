# Generated from spec/apifox by `make generate`; not edited by hand.

"""POST ``/v1/videos``."""

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import UNSET, Response, Unset

from ...models.create_video_body import CreateVideoBody
from ...models.create_video_response import CreateVideoResponse

BODIES = {"multipart/form-data": CreateVideoBody}


def request(*, body: CreateVideoBody | Unset = UNSET) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="POST", path="/v1/videos", body=encode_body(body, BODIES))


def decode(response: httpx.Response) -> CreateVideoResponse:
    """Decode a successful response."""
    return CreateVideoResponse.from_dict(decode_object(response))


def sync(*, client: AuthenticatedClient, body: CreateVideoBody | Unset = UNSET) -> CreateVideoResponse:
    """Start a video job from a prompt and an optional reference image (`POST /v1/videos`).

    Answers at once with the queued job.

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


def sync_detailed(
    *, client: AuthenticatedClient, body: CreateVideoBody | Unset = UNSET
) -> Response[CreateVideoResponse]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(body=body), decode)


async def asyncio(*, client: AuthenticatedClient, body: CreateVideoBody | Unset = UNSET) -> CreateVideoResponse:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(body=body), decode)


async def asyncio_detailed(
    *, client: AuthenticatedClient, body: CreateVideoBody | Unset = UNSET
) -> Response[CreateVideoResponse]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(body=body), decode)
