# Generated from spec/newapi by `make generate`; not edited by hand.

"""POST ``/v1/videos/{task_id}/remix``."""

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import segment
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.remix_video_body import RemixVideoBody
from ...models.video import Video

BODIES = {"application/json": RemixVideoBody}


def request(task_id: str, *, body: RemixVideoBody) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(
        method="POST", path=f"/v1/videos/{segment(task_id, 'task_id')}/remix", body=encode_body(body, BODIES)
    )


def decode(response: httpx.Response) -> Video:
    """Decode a successful response."""
    return Video.from_dict(decode_object(response))


def sync(task_id: str, *, client: AuthenticatedClient, body: RemixVideoBody) -> Video:
    """Start a new job that changes a completed video by a new prompt (`POST /v1/videos/{task_id}/remix`).

    Args:
        task_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        body: Sent as ``application/json``.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(task_id, body=body), decode)


def sync_detailed(task_id: str, *, client: AuthenticatedClient, body: RemixVideoBody) -> Response[Video]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(task_id, body=body), decode)


async def asyncio(task_id: str, *, client: AuthenticatedClient, body: RemixVideoBody) -> Video:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(task_id, body=body), decode)


async def asyncio_detailed(task_id: str, *, client: AuthenticatedClient, body: RemixVideoBody) -> Response[Video]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(task_id, body=body), decode)
