# Generated from spec/azure: Azure OpenAI, transcribed from
# https://learn.microsoft.com/en-us/azure/foundry/reference/rest/video-generation-create-video; OpenAPI 3.1.0, version
# v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

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

from ...models.create_video_form import CreateVideoForm
from ...models.video import Video

BODIES = {"multipart/form-data": CreateVideoForm}


def request(*, body: CreateVideoForm, api_version: str | Unset = UNSET) -> Request:
    """Build the request, without sending it.

    Args:
        body: What to send, as ``multipart/form-data``.
        api_version: Version of the API; `v1` if absent.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(
        method="POST", path="/videos", params=params({"api-version": api_version}), body=encode_body(body, BODIES)
    )


def decode(response: httpx.Response) -> Video:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return Video.from_dict(decode_object(response))


def sync(*, client: AuthenticatedClient, body: CreateVideoForm, api_version: str | Unset = UNSET) -> Video:
    """Start a video job from a prompt and an optional reference image (`POST /videos`).

    Args:
        body: What to send, as ``multipart/form-data``.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(body=body, api_version=api_version), decode)


def sync_detailed(
    *, client: AuthenticatedClient, body: CreateVideoForm, api_version: str | Unset = UNSET
) -> Response[Video]:
    """Start a video job from a prompt and an optional reference image (`POST /videos`). Gives the answer whatever
    its status.

    Args:
        body: What to send, as ``multipart/form-data``.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(body=body, api_version=api_version), decode)


async def asyncio(*, client: AuthenticatedClient, body: CreateVideoForm, api_version: str | Unset = UNSET) -> Video:
    """Start a video job from a prompt and an optional reference image (`POST /videos`).

    Args:
        body: What to send, as ``multipart/form-data``.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(body=body, api_version=api_version), decode)


async def asyncio_detailed(
    *, client: AuthenticatedClient, body: CreateVideoForm, api_version: str | Unset = UNSET
) -> Response[Video]:
    """Start a video job from a prompt and an optional reference image (`POST /videos`). Gives the answer whatever
    its status.

    Args:
        body: What to send, as ``multipart/form-data``.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(body=body, api_version=api_version), decode)
