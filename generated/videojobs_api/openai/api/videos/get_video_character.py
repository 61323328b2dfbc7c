# Generated from spec/openai: OpenAI, vendored from
# https://raw.githubusercontent.com/openai/openai-openapi/f85dbe223d40e1a31cba812ab2d755c7e98a92a3/openapi.yaml at
# f85dbe223d40e1a31cba812ab2d755c7e98a92a3; OpenAPI 3.1.0, version 2.3.0. By openapi-python-client 0.29.1 with the
# templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.paths import segment
from videojobs.http.request import Request
from videojobs.http.response import Response
from videojobs.http.responses import decode_object

from ...models.video_character_resource import VideoCharacterResource


def request(character_id: str) -> Request:
    """Build the request, without sending it.

    Deprecated by the provider.

    Args:
        character_id: Id of the character. Refused if empty, ``.`` or ``..``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(method="GET", path=f"/videos/characters/{segment(character_id, 'character_id')}")


def decode(response: httpx.Response) -> VideoCharacterResource:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return VideoCharacterResource.from_dict(decode_object(response))


def sync(character_id: str, *, client: AuthenticatedClient) -> VideoCharacterResource:
    """Look up one character (`GET /videos/characters/{character_id}`).

    Deprecated by the provider.

    Args:
        character_id: Id of the character. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(character_id), decode)


def sync_detailed(character_id: str, *, client: AuthenticatedClient) -> Response[VideoCharacterResource]:
    """Look up one character (`GET /videos/characters/{character_id}`). Gives the answer whatever its status.

    Deprecated by the provider.

    Args:
        character_id: Id of the character. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(character_id), decode)


async def asyncio(character_id: str, *, client: AuthenticatedClient) -> VideoCharacterResource:
    """Look up one character (`GET /videos/characters/{character_id}`).

    Deprecated by the provider.

    Args:
        character_id: Id of the character. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(character_id), decode)


async def asyncio_detailed(character_id: str, *, client: AuthenticatedClient) -> Response[VideoCharacterResource]:
    """Look up one character (`GET /videos/characters/{character_id}`). Gives the answer whatever its status.

    Deprecated by the provider.

    Args:
        character_id: Id of the character. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(character_id), decode)
