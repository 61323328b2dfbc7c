# Generated from spec/litellm: LiteLLM proxy, written from https://docs.litellm.ai/docs/videos; OpenAPI 3.1.0, version
# 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes
# it.

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.parameters import params
from videojobs.http.request import Request
from videojobs.http.response import Response
from videojobs.http.responses import decode_object
from videojobs.http.unset import UNSET, Unset

from ...models.extend_video_body import ExtendVideoBody
from ...models.video import Video

BODIES = {"application/json": ExtendVideoBody}


def request(*, body: ExtendVideoBody, custom_llm_provider: str | Unset = UNSET) -> Request:
    """Build the request, without sending it.

    Args:
        body: What to send, as ``application/json``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(
        method="POST",
        path="/v1/videos/extensions",
        headers=params({"custom-llm-provider": custom_llm_provider}),
        body=encode_body(body, BODIES),
    )


def decode(response: httpx.Response) -> Video:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return Video.from_dict(decode_object(response))


def sync(*, client: AuthenticatedClient, body: ExtendVideoBody, custom_llm_provider: str | Unset = UNSET) -> Video:
    """Start a job that continues a completed video (`POST /v1/videos/extensions`).

    Args:
        body: What to send, as ``application/json``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(body=body, custom_llm_provider=custom_llm_provider), decode)


def sync_detailed(
    *, client: AuthenticatedClient, body: ExtendVideoBody, custom_llm_provider: str | Unset = UNSET
) -> Response[Video]:
    """Start a job that continues a completed video (`POST /v1/videos/extensions`). Gives the answer whatever its
    status.

    Args:
        body: What to send, as ``application/json``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(body=body, custom_llm_provider=custom_llm_provider), decode)


async def asyncio(
    *, client: AuthenticatedClient, body: ExtendVideoBody, custom_llm_provider: str | Unset = UNSET
) -> Video:
    """Start a job that continues a completed video (`POST /v1/videos/extensions`).

    Args:
        body: What to send, as ``application/json``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(body=body, custom_llm_provider=custom_llm_provider), decode)


async def asyncio_detailed(
    *, client: AuthenticatedClient, body: ExtendVideoBody, custom_llm_provider: str | Unset = UNSET
) -> Response[Video]:
    """Start a job that continues a completed video (`POST /v1/videos/extensions`). Gives the answer whatever its
    status.

    Args:
        body: What to send, as ``application/json``.
        custom_llm_provider: Upstream to ask, if neither the model nor the job's id says.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(body=body, custom_llm_provider=custom_llm_provider), decode)
