# Generated from spec/litellm: LiteLLM proxy, written from https://docs.litellm.ai/docs/videos; OpenAPI 3.1.0, version
# 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes
# it.

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import params
from videojobs.http.paths import segment
from videojobs.http.request import Request
from videojobs.http.response import Response
from videojobs.http.responses import decode_object
from videojobs.http.unset import UNSET, Unset

from ...models.character import Character


def request(character_id: str, *, custom_llm_provider: str | Unset = UNSET) -> Request:
    """Build the request, without sending it.

    Args:
        character_id: Id of the character. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(
        method="GET",
        path=f"/v1/videos/characters/{segment(character_id, 'character_id')}",
        headers=params({"custom-llm-provider": custom_llm_provider}),
    )


def decode(response: httpx.Response) -> Character:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return Character.from_dict(decode_object(response))


def sync(character_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET) -> Character:
    """Look up one character (`GET /v1/videos/characters/{character_id}`).

    Args:
        character_id: Id of the character. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(character_id, custom_llm_provider=custom_llm_provider), decode)


def sync_detailed(
    character_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET
) -> Response[Character]:
    """Look up one character (`GET /v1/videos/characters/{character_id}`). Gives the answer whatever its status.

    Args:
        character_id: Id of the character. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(character_id, custom_llm_provider=custom_llm_provider), decode)


async def asyncio(
    character_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET
) -> Character:
    """Look up one character (`GET /v1/videos/characters/{character_id}`).

    Args:
        character_id: Id of the character. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(character_id, custom_llm_provider=custom_llm_provider), decode)


async def asyncio_detailed(
    character_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET
) -> Response[Character]:
    """Look up one character (`GET /v1/videos/characters/{character_id}`). Gives the answer whatever its status.

    Args:
        character_id: Id of the character. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(character_id, custom_llm_provider=custom_llm_provider), decode)
