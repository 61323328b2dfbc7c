# Generated from spec/azure by `make generate`; not edited by hand.

"""POST ``/videos``."""

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import params
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import UNSET, Response, Unset

from ...models.create_video_form import CreateVideoForm
from ...models.video import Video

BODIES = {"multipart/form-data": CreateVideoForm}


def request(*, body: CreateVideoForm, api_version: str | Unset = UNSET) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(
        method="POST", path="/videos", params=params({"api-version": api_version}), body=encode_body(body, BODIES)
    )


def decode(response: httpx.Response) -> Video:
    """Decode a successful response."""
    return Video.from_dict(decode_object(response))


def sync(*, client: AuthenticatedClient, body: CreateVideoForm, api_version: str | Unset = UNSET) -> Video:
    """Start a video job from a prompt and an optional reference image (`POST /videos`).

    Args:
        body: Sent as ``multipart/form-data``.
        api_version: Version of the API; `v1` if absent.
        client: Sends the request, with ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(body=body, api_version=api_version), decode)


def sync_detailed(
    *, client: AuthenticatedClient, body: CreateVideoForm, api_version: str | Unset = UNSET
) -> Response[Video]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(body=body, api_version=api_version), decode)


async def asyncio(*, client: AuthenticatedClient, body: CreateVideoForm, api_version: str | Unset = UNSET) -> Video:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(body=body, api_version=api_version), decode)


async def asyncio_detailed(
    *, client: AuthenticatedClient, body: CreateVideoForm, api_version: str | Unset = UNSET
) -> Response[Video]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(body=body, api_version=api_version), decode)
