# Generated from spec/poe: Poe, transcribed from https://creator.poe.com/docs/external-applications/videos-api;
# OpenAPI 3.1.0, version v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand:
# `make generate` writes it.

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.paths import segment
from videojobs.http.request import Request
from videojobs.http.response import Response
from videojobs.http.responses import decode_object

from ...models.remix_video_body import RemixVideoBody
from ...models.video import Video

BODIES = {"application/json": RemixVideoBody}


def request(video_id: str, *, body: RemixVideoBody) -> Request:
    """Build the request, without sending it.

    Args:
        video_id: Id of the video. Refused if empty, ``.`` or ``..``.
        body: What to send, as ``application/json``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(method="POST", path=f"/videos/{segment(video_id, 'video_id')}/remix", body=encode_body(body, BODIES))


def decode(response: httpx.Response) -> Video:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return Video.from_dict(decode_object(response))


def sync(video_id: str, *, client: AuthenticatedClient, body: RemixVideoBody) -> Video:
    """Start a job that changes a completed video by a new prompt; Sora only (`POST /videos/{video_id}/remix`).

    Args:
        video_id: Id of the video. Refused if empty, ``.`` or ``..``.
        body: What to send, as ``application/json``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(video_id, body=body), decode)


def sync_detailed(video_id: str, *, client: AuthenticatedClient, body: RemixVideoBody) -> Response[Video]:
    """Start a job that changes a completed video by a new prompt; Sora only (`POST /videos/{video_id}/remix`).
    Gives the answer whatever its status.

    Args:
        video_id: Id of the video. Refused if empty, ``.`` or ``..``.
        body: What to send, as ``application/json``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(video_id, body=body), decode)


async def asyncio(video_id: str, *, client: AuthenticatedClient, body: RemixVideoBody) -> Video:
    """Start a job that changes a completed video by a new prompt; Sora only (`POST /videos/{video_id}/remix`).

    Args:
        video_id: Id of the video. Refused if empty, ``.`` or ``..``.
        body: What to send, as ``application/json``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(video_id, body=body), decode)


async def asyncio_detailed(video_id: str, *, client: AuthenticatedClient, body: RemixVideoBody) -> Response[Video]:
    """Start a job that changes a completed video by a new prompt; Sora only (`POST /videos/{video_id}/remix`).
    Gives the answer whatever its status.

    Args:
        video_id: Id of the video. Refused if empty, ``.`` or ``..``.
        body: What to send, as ``application/json``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(video_id, body=body), decode)
