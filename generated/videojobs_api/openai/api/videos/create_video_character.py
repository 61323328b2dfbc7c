# Generated from spec/openai: OpenAI, vendored from
# https://raw.githubusercontent.com/openai/openai-openapi/f85dbe223d40e1a31cba812ab2d755c7e98a92a3/openapi.yaml at
# f85dbe223d40e1a31cba812ab2d755c7e98a92a3; OpenAPI 3.1.0, version 2.3.0. By openapi-python-client 0.29.1 with the
# templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.request import Request
from videojobs.http.response import Response
from videojobs.http.responses import decode_object

from ...models.create_video_character_body import CreateVideoCharacterBody
from ...models.video_character_resource import VideoCharacterResource

BODIES = {"multipart/form-data": CreateVideoCharacterBody}


def request(*, body: CreateVideoCharacterBody) -> Request:
    """Build the request, without sending it.

    Deprecated by the provider.

    Args:
        body: What to send, as ``multipart/form-data``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(method="POST", path="/videos/characters", body=encode_body(body, BODIES))


def decode(response: httpx.Response) -> VideoCharacterResource:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return VideoCharacterResource.from_dict(decode_object(response))


def sync(*, client: AuthenticatedClient, body: CreateVideoCharacterBody) -> VideoCharacterResource:
    """Make a character out of a video file (`POST /videos/characters`).

    Deprecated by the provider.

    Args:
        body: What to send, as ``multipart/form-data``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(body=body), decode)


def sync_detailed(*, client: AuthenticatedClient, body: CreateVideoCharacterBody) -> Response[VideoCharacterResource]:
    """Make a character out of a video file (`POST /videos/characters`). Gives the answer whatever its status.

    Deprecated by the provider.

    Args:
        body: What to send, as ``multipart/form-data``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(body=body), decode)


async def asyncio(*, client: AuthenticatedClient, body: CreateVideoCharacterBody) -> VideoCharacterResource:
    """Make a character out of a video file (`POST /videos/characters`).

    Deprecated by the provider.

    Args:
        body: What to send, as ``multipart/form-data``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(body=body), decode)


async def asyncio_detailed(
    *, client: AuthenticatedClient, body: CreateVideoCharacterBody
) -> Response[VideoCharacterResource]:
    """Make a character out of a video file (`POST /videos/characters`). Gives the answer whatever its status.

    Deprecated by the provider.

    Args:
        body: What to send, as ``multipart/form-data``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(body=body), decode)
