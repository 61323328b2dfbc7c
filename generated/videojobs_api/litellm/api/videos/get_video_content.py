# Generated from spec/litellm: LiteLLM proxy, written from https://docs.litellm.ai/docs/videos; OpenAPI 3.1.0, version
# 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes
# it.

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, acall_stream, call, call_detailed, call_stream
from videojobs.http.parameters import params
from videojobs.http.paths import segment
from videojobs.http.request import Request
from videojobs.http.response import Response
from videojobs.http.unset import UNSET, Unset


def request(video_id: str, *, custom_llm_provider: str | Unset = UNSET) -> Request:
    """Build the request, without sending it.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(
        method="GET",
        path=f"/v1/videos/{segment(video_id, 'video_id')}/content",
        headers=params({"custom-llm-provider": custom_llm_provider}),
    )


def decode(response: httpx.Response) -> bytes:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return response.content


def sync(video_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET) -> bytes:
    """Download the clip of a completed job (`GET /v1/videos/{video_id}/content`).

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(video_id, custom_llm_provider=custom_llm_provider), decode, most_bytes=None)


def sync_detailed(
    video_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET
) -> Response[bytes]:
    """Download the clip of a completed job (`GET /v1/videos/{video_id}/content`). Gives the answer whatever its
    status.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(video_id, custom_llm_provider=custom_llm_provider), decode, most_bytes=None)


async def asyncio(video_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET) -> bytes:
    """Download the clip of a completed job (`GET /v1/videos/{video_id}/content`).

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(video_id, custom_llm_provider=custom_llm_provider), decode, most_bytes=None)


async def asyncio_detailed(
    video_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET
) -> Response[bytes]:
    """Download the clip of a completed job (`GET /v1/videos/{video_id}/content`). Gives the answer whatever its
    status.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(
        client, request(video_id, custom_llm_provider=custom_llm_provider), decode, most_bytes=None
    )


def stream(
    video_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET
) -> AbstractContextManager[httpx.Response]:
    """Download the clip of a completed job (`GET /v1/videos/{video_id}/content`). Gives the answer unread, in
    constant memory.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
    """
    return call_stream(client, request(video_id, custom_llm_provider=custom_llm_provider))


def astream(
    video_id: str, *, client: AuthenticatedClient, custom_llm_provider: str | Unset = UNSET
) -> AbstractAsyncContextManager[httpx.Response]:
    """Download the clip of a completed job (`GET /v1/videos/{video_id}/content`). Gives the answer unread, in
    constant memory.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
    """
    return acall_stream(client, request(video_id, custom_llm_provider=custom_llm_provider))
