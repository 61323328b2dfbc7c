# Generated from spec/litellm by `make generate`; not edited by hand.

"""GET ``/v1/videos/{video_id}``."""

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import header_params, segment
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import UNSET, Response, Unset

from ...models.video import Video


def request(video_id: str, *, custom_llm_provider: str | Unset = UNSET) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(
        method="GET",
        path=f"/v1/videos/{segment(video_id, 'video_id')}",
        headers=header_params({"custom-llm-provider": custom_llm_provider}),
    )


def decode(response: httpx.Response) -> Video:
    """Decode a successful response."""
    return Video.from_dict(decode_object(response))


def sync(video_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET) -> Video:
    """Fetch the latest state of a video job; its id says where it runs (`GET /v1/videos/{video_id}`).

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, where neither the model nor the job's id names one. The list has
            neither, and the proxy then asks the upstream's public host, whatever address its model list has.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(video_id, custom_llm_provider=custom_llm_provider), decode)


def sync_detailed(
    video_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET
) -> Response[Video]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(video_id, custom_llm_provider=custom_llm_provider), decode)


async def asyncio(video_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET) -> Video:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(video_id, custom_llm_provider=custom_llm_provider), decode)


async def asyncio_detailed(
    video_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET
) -> Response[Video]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(video_id, custom_llm_provider=custom_llm_provider), decode)
