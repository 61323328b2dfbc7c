# Generated from spec/vllm-omni: vLLM-Omni, written from https://github.com/vllm-project/vllm-omni; OpenAPI 3.1.0,
# version 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.endpoints import acall, acall_detailed, acall_stream, call, call_detailed, call_stream
from videojobs.http.request import Request
from videojobs.http.response import Response

from ...models.create_video_form import CreateVideoForm

BODIES = {"multipart/form-data": CreateVideoForm}


def request(*, body: CreateVideoForm) -> Request:
    """Build the request, without sending it.

    Args:
        body: What to send, as ``multipart/form-data``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(method="POST", path="/v1/videos/sync", body=encode_body(body, BODIES))


def decode(response: httpx.Response) -> bytes:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return response.content


def sync(*, client: AuthenticatedClient | Client, body: CreateVideoForm) -> bytes:
    """Render a clip and wait for it; there is no job (`POST /v1/videos/sync`).

    Args:
        body: What to send, as ``multipart/form-data``.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(body=body), decode, most_bytes=None)


def sync_detailed(*, client: AuthenticatedClient | Client, body: CreateVideoForm) -> Response[bytes]:
    """Render a clip and wait for it; there is no job (`POST /v1/videos/sync`). Gives the answer whatever its
    status.

    Args:
        body: What to send, as ``multipart/form-data``.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(body=body), decode, most_bytes=None)


async def asyncio(*, client: AuthenticatedClient | Client, body: CreateVideoForm) -> bytes:
    """Render a clip and wait for it; there is no job (`POST /v1/videos/sync`).

    Args:
        body: What to send, as ``multipart/form-data``.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(body=body), decode, most_bytes=None)


async def asyncio_detailed(*, client: AuthenticatedClient | Client, body: CreateVideoForm) -> Response[bytes]:
    """Render a clip and wait for it; there is no job (`POST /v1/videos/sync`). Gives the answer whatever its
    status.

    Args:
        body: What to send, as ``multipart/form-data``.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(body=body), decode, most_bytes=None)


def stream(*, client: AuthenticatedClient | Client, body: CreateVideoForm) -> AbstractContextManager[httpx.Response]:
    """Render a clip and wait for it; there is no job (`POST /v1/videos/sync`). Gives the answer unread, in constant
    memory.

    Args:
        body: What to send, as ``multipart/form-data``.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
    """
    return call_stream(client, request(body=body))


def astream(
    *, client: AuthenticatedClient | Client, body: CreateVideoForm
) -> AbstractAsyncContextManager[httpx.Response]:
    """Render a clip and wait for it; there is no job (`POST /v1/videos/sync`). Gives the answer unread, in constant
    memory.

    Args:
        body: What to send, as ``multipart/form-data``.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
    """
    return acall_stream(client, request(body=body))
