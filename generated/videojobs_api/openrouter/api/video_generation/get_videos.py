# Generated from spec/openrouter by `make generate`; not edited by hand.

"""GET ``/videos/{jobId}``."""

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import segment
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.video_generation_response import VideoGenerationResponse


def request(job_id: str) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="GET", path=f"/videos/{segment(job_id, 'jobId')}")


def decode(response: httpx.Response) -> VideoGenerationResponse:
    """Decode a successful response."""
    return VideoGenerationResponse.from_dict(decode_object(response))


def sync(job_id: str, *, client: AuthenticatedClient) -> VideoGenerationResponse:
    """Fetch the latest state of a video job (`GET /videos/{jobId}`).

    Args:
        job_id: Id of the job, as the create operation gave it. At least 1 characters. Refused if empty, ``.`` or
            ``..``.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(job_id), decode)


def sync_detailed(job_id: str, *, client: AuthenticatedClient) -> Response[VideoGenerationResponse]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(job_id), decode)


async def asyncio(job_id: str, *, client: AuthenticatedClient) -> VideoGenerationResponse:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(job_id), decode)


async def asyncio_detailed(job_id: str, *, client: AuthenticatedClient) -> Response[VideoGenerationResponse]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(job_id), decode)
