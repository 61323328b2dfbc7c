# Generated from spec/compatible: Any compatible server, written for videojobs; OpenAPI 3.1.0, version 1.0.0. By
# openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.request import Request
from videojobs.http.response import Response
from videojobs.http.responses import decode_object

from ...models.create_video_body import CreateVideoBody
from ...models.create_video_form import CreateVideoForm
from ...models.video import Video

BODIES: dict[str, type[CreateVideoForm] | type[CreateVideoBody]] = {
    "multipart/form-data": CreateVideoForm,
    "application/json": CreateVideoBody,
}


def request(*, body: CreateVideoForm | CreateVideoBody, media_type: str | None = None) -> Request:
    """Build the request, without sending it.

    Args:
        body: What to send, as ``multipart/form-data``, ``application/json``.
        media_type: How to send the body; by default JSON, or multipart if it holds a file.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(method="POST", path="/videos", body=encode_body(body, BODIES, media_type))


def decode(response: httpx.Response) -> Video:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return Video.from_dict(decode_object(response))


def sync(
    *, client: AuthenticatedClient | Client, body: CreateVideoForm | CreateVideoBody, media_type: str | None = None
) -> Video:
    """Start a video job from a prompt and an optional reference image (`POST /videos`).

    Args:
        body: What to send, as ``multipart/form-data``, ``application/json``.
        media_type: How to send the body; by default JSON, or multipart if it holds a file.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(body=body, media_type=media_type), decode)


def sync_detailed(
    *, client: AuthenticatedClient | Client, body: CreateVideoForm | CreateVideoBody, media_type: str | None = None
) -> Response[Video]:
    """Start a video job from a prompt and an optional reference image (`POST /videos`). Gives the answer whatever
    its status.

    Args:
        body: What to send, as ``multipart/form-data``, ``application/json``.
        media_type: How to send the body; by default JSON, or multipart if it holds a file.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(body=body, media_type=media_type), decode)


async def asyncio(
    *, client: AuthenticatedClient | Client, body: CreateVideoForm | CreateVideoBody, media_type: str | None = None
) -> Video:
    """Start a video job from a prompt and an optional reference image (`POST /videos`).

    Args:
        body: What to send, as ``multipart/form-data``, ``application/json``.
        media_type: How to send the body; by default JSON, or multipart if it holds a file.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(body=body, media_type=media_type), decode)


async def asyncio_detailed(
    *, client: AuthenticatedClient | Client, body: CreateVideoForm | CreateVideoBody, media_type: str | None = None
) -> Response[Video]:
    """Start a video job from a prompt and an optional reference image (`POST /videos`). Gives the answer whatever
    its status.

    Args:
        body: What to send, as ``multipart/form-data``, ``application/json``.
        media_type: How to send the body; by default JSON, or multipart if it holds a file.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(body=body, media_type=media_type), decode)
