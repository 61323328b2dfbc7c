# Generated from spec/newapi by `make generate`; not edited by hand.

"""POST ``/v1/videos``."""

from __future__ import annotations

from typing import cast

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.models import as_union
from videojobs.http.request import Request
from videojobs.http.responses import decode_json, decode_object
from videojobs.http.types import Response

from ...models.create_video_body import CreateVideoBody
from ...models.create_video_multipart_body import CreateVideoMultipartBody
from ...models.task_error import TaskError
from ...models.video import Video

BODIES: dict[str, type[CreateVideoMultipartBody | CreateVideoBody]] = {
    "multipart/form-data": CreateVideoMultipartBody,
    "application/json": CreateVideoBody,
}


def request(*, body: CreateVideoMultipartBody | CreateVideoBody, media_type: str | None = None) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="POST", path="/v1/videos", body=encode_body(body, BODIES, media_type))


def decode(response: httpx.Response) -> Video | TaskError:
    """Decode a successful response."""
    if response.status_code == 200:
        return Video.from_dict(decode_object(response))
    return cast(
        "TaskError | Video",
        as_union(
            decode_json(response),
            (TaskError, {}, frozenset(("code", "data", "message"))),
            (Video, {"object": "video"}, frozenset(("id",))),
        ),
    )


def sync(
    *, client: AuthenticatedClient, body: CreateVideoMultipartBody | CreateVideoBody, media_type: str | None = None
) -> Video | TaskError:
    """Start a video job from a prompt and an optional reference image (`POST /v1/videos`).

    Args:
        body: Sent as ``multipart/form-data``, ``application/json``.
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
    *, client: AuthenticatedClient, body: CreateVideoMultipartBody | CreateVideoBody, media_type: str | None = None
) -> Response[Video | TaskError]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(body=body, media_type=media_type), decode)


async def asyncio(
    *, client: AuthenticatedClient, body: CreateVideoMultipartBody | CreateVideoBody, media_type: str | None = None
) -> Video | TaskError:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(body=body, media_type=media_type), decode)


async def asyncio_detailed(
    *, client: AuthenticatedClient, body: CreateVideoMultipartBody | CreateVideoBody, media_type: str | None = None
) -> Response[Video | TaskError]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(body=body, media_type=media_type), decode)
