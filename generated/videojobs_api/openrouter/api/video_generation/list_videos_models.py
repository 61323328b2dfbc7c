# Generated from spec/openrouter by `make generate`; not edited by hand.

"""GET ``/videos/models``."""

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.video_models_list_response import VideoModelsListResponse


def request() -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="GET", path="/videos/models")


def decode(response: httpx.Response) -> VideoModelsListResponse:
    """Decode a successful response."""
    return VideoModelsListResponse.from_dict(decode_object(response))


def sync(*, client: AuthenticatedClient) -> VideoModelsListResponse:
    """List the video models, with what each of them takes (`GET /videos/models`).

    Args:
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(), decode)


def sync_detailed(*, client: AuthenticatedClient) -> Response[VideoModelsListResponse]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(), decode)


async def asyncio(*, client: AuthenticatedClient) -> VideoModelsListResponse:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(), decode)


async def asyncio_detailed(*, client: AuthenticatedClient) -> Response[VideoModelsListResponse]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(), decode)
