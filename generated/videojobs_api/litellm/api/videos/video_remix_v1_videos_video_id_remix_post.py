# Generated from spec/litellm by `make generate`; not edited by hand.

"""POST ``/v1/videos/{video_id}/remix``."""

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import header_params, segment
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import UNSET, Response, Unset

from ...models.remix_video_body import RemixVideoBody
from ...models.video import Video

BODIES = {"application/json": RemixVideoBody}


def request(video_id: str, *, body: RemixVideoBody, custom_llm_provider: str | Unset = UNSET) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(
        method="POST",
        path=f"/v1/videos/{segment(video_id, 'video_id')}/remix",
        headers=header_params({"custom-llm-provider": custom_llm_provider}),
        body=encode_body(body, BODIES),
    )


def decode(response: httpx.Response) -> Video:
    """Decode a successful response."""
    return Video.from_dict(decode_object(response))


def sync(
    video_id: str, *, client: AuthenticatedClient, body: RemixVideoBody, custom_llm_provider: str | Unset = UNSET
) -> Video:
    """Start a job that changes a completed video by a new prompt (`POST /v1/videos/{video_id}/remix`).

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        body: Sent as ``application/json``.
        custom_llm_provider: Upstream to ask, where neither the model nor the job's id names one. The list has
            neither, and the proxy then asks the upstream's public host, whatever address its model list has.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(video_id, body=body, custom_llm_provider=custom_llm_provider), decode)


def sync_detailed(
    video_id: str, *, client: AuthenticatedClient, body: RemixVideoBody, custom_llm_provider: str | Unset = UNSET
) -> Response[Video]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(video_id, body=body, custom_llm_provider=custom_llm_provider), decode)


async def asyncio(
    video_id: str, *, client: AuthenticatedClient, body: RemixVideoBody, custom_llm_provider: str | Unset = UNSET
) -> Video:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(video_id, body=body, custom_llm_provider=custom_llm_provider), decode)


async def asyncio_detailed(
    video_id: str, *, client: AuthenticatedClient, body: RemixVideoBody, custom_llm_provider: str | Unset = UNSET
) -> Response[Video]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(video_id, body=body, custom_llm_provider=custom_llm_provider), decode)
