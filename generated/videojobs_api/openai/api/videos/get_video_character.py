# Generated from spec/openai by `make generate`; not edited by hand.

"""GET ``/videos/characters/{character_id}``."""

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import segment
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import Response

from ...models.video_character_resource import VideoCharacterResource


def request(character_id: str) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(method="GET", path=f"/videos/characters/{segment(character_id, 'character_id')}")


def decode(response: httpx.Response) -> VideoCharacterResource:
    """Decode a successful response."""
    return VideoCharacterResource.from_dict(decode_object(response))


def sync(character_id: str, *, client: AuthenticatedClient) -> VideoCharacterResource:
    """Look up one character (`GET /videos/characters/{character_id}`).

    Deprecated by the provider.

    Args:
        character_id: Id of the character. Refused if empty, ``.`` or ``..``.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(character_id), decode)


def sync_detailed(character_id: str, *, client: AuthenticatedClient) -> Response[VideoCharacterResource]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(character_id), decode)


async def asyncio(character_id: str, *, client: AuthenticatedClient) -> VideoCharacterResource:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(character_id), decode)


async def asyncio_detailed(character_id: str, *, client: AuthenticatedClient) -> Response[VideoCharacterResource]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(character_id), decode)
