# Generated from spec/litellm by `make generate`; not edited by hand.

"""GET ``/v1/videos/characters/{character_id}``."""

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import header_params, segment
from videojobs.http.request import Request
from videojobs.http.responses import decode_object
from videojobs.http.types import UNSET, Response, Unset

from ...models.character import Character


def request(character_id: str, *, custom_llm_provider: str | Unset = UNSET) -> Request:
    """Build the request of `sync`, without sending it."""
    return Request(
        method="GET",
        path=f"/v1/videos/characters/{segment(character_id, 'character_id')}",
        headers=header_params({"custom-llm-provider": custom_llm_provider}),
    )


def decode(response: httpx.Response) -> Character:
    """Decode a successful response."""
    return Character.from_dict(decode_object(response))


def sync(character_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET) -> Character:
    """Look up one character (`GET /v1/videos/characters/{character_id}`).

    Args:
        character_id: Id of the character. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, where neither the model nor the job's id names one. The list has
            neither, and the proxy then asks the upstream's public host, whatever address its model list has.
        client: Sends the request, with ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside the limits of the document; nothing was sent.
        TransportError: No response arrived.
        ApiError: The response has an error status.
        DecodeError: The response is not what the document describes.
    """
    return call(client, request(character_id, custom_llm_provider=custom_llm_provider), decode)


def sync_detailed(
    character_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET
) -> Response[Character]:
    """Call as `sync`, but return the response whatever its status."""
    return call_detailed(client, request(character_id, custom_llm_provider=custom_llm_provider), decode)


async def asyncio(
    character_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET
) -> Character:
    """Call as `sync`, without blocking the event loop."""
    return await acall(client, request(character_id, custom_llm_provider=custom_llm_provider), decode)


async def asyncio_detailed(
    character_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET
) -> Response[Character]:
    """Call as `sync_detailed`, without blocking the event loop."""
    return await acall_detailed(client, request(character_id, custom_llm_provider=custom_llm_provider), decode)
