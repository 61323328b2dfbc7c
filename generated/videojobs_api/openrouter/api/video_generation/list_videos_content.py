# Generated from spec/openrouter by `make generate`; not edited by hand.

"""GET ``/videos/{jobId}/content``."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, acall_stream, call, call_detailed, call_stream
from videojobs.http.limits import Limit, check_limits
from videojobs.http.parameters import params, segment
from videojobs.http.request import Request
from videojobs.http.types import UNSET, Response, Unset

_LIMITS = {"index": Limit(minimum=0)}


def request(job_id: str, *, index: int | None | Unset = UNSET) -> Request:
    """Build the request of `sync`, without sending it."""
    check_limits({"index": index}, _LIMITS)
    return Request(method="GET", path=f"/videos/{segment(job_id, 'jobId')}/content", params=params({"index": index}))


def decode(response: httpx.Response) -> bytes:
    """Decode a successful response."""
    return response.content


def sync(job_id: str, *, client: AuthenticatedClient, index: int | None | Unset = UNSET) -> bytes:
    """Download a clip of a completed job (`GET /videos/{jobId}/content`).

    Args:
        job_id: Id of the job, as the create operation gave it. At least 1 characters. Refused if empty, ``.`` or
            ``..``.
        index: Number of the clip, from 0, where several were rendered. The server's default is 0.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(job_id, index=index), decode, max_bytes=None)


def sync_detailed(job_id: str, *, client: AuthenticatedClient, index: int | None | Unset = UNSET) -> Response[bytes]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(job_id, index=index), decode, max_bytes=None)


async def asyncio(job_id: str, *, client: AuthenticatedClient, index: int | None | Unset = UNSET) -> bytes:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(job_id, index=index), decode, max_bytes=None)


async def asyncio_detailed(
    job_id: str, *, client: AuthenticatedClient, index: int | None | Unset = UNSET
) -> Response[bytes]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(job_id, index=index), decode, max_bytes=None)


def stream(
    job_id: str, *, client: AuthenticatedClient, index: int | None | Unset = UNSET
) -> AbstractContextManager[httpx.Response]:
    """Call as `sync`, but yield the response with its body unread, so that memory stays constant."""
    return call_stream(client, request(job_id, index=index))


def astream(
    job_id: str, *, client: AuthenticatedClient, index: int | None | Unset = UNSET
) -> AbstractAsyncContextManager[httpx.Response]:
    """Call as `stream`, without blocking the event loop."""
    return acall_stream(client, request(job_id, index=index))
