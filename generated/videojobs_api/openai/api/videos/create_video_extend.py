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

from ...models.create_video_extend_json_body import CreateVideoExtendJsonBody
from ...models.create_video_extend_multipart_body import CreateVideoExtendMultipartBody
from ...models.video_resource import VideoResource

BODIES: dict[str, type[CreateVideoExtendMultipartBody] | type[CreateVideoExtendJsonBody]] = {
    "multipart/form-data": CreateVideoExtendMultipartBody,
    "application/json": CreateVideoExtendJsonBody,
}


def request(
    *, body: CreateVideoExtendMultipartBody | CreateVideoExtendJsonBody, media_type: str | None = None
) -> Request:
    """Build the request, without sending it.

    Deprecated by the provider.

    Args:
        body: What to send, as ``multipart/form-data``, ``application/json``.
        media_type: How to send the body; by default JSON, or multipart if it holds a file.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(method="POST", path="/videos/extensions", body=encode_body(body, BODIES, media_type))


def decode(response: httpx.Response) -> VideoResource:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return VideoResource.from_dict(decode_object(response))


def sync(
    *,
    client: AuthenticatedClient,
    body: CreateVideoExtendMultipartBody | CreateVideoExtendJsonBody,
    media_type: str | None = None,
) -> VideoResource:
    """Start a job that continues a completed video (`POST /videos/extensions`).

    Deprecated by the provider.

    Args:
        body: What to send, as ``multipart/form-data``, ``application/json``.
        media_type: How to send the body; by default JSON, or multipart if it holds a file.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(body=body, media_type=media_type), decode)


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateVideoExtendMultipartBody | CreateVideoExtendJsonBody,
    media_type: str | None = None,
) -> Response[VideoResource]:
    """Start a job that continues a completed video (`POST /videos/extensions`). Gives the answer whatever its
    status.

    Deprecated by the provider.

    Args:
        body: What to send, as ``multipart/form-data``, ``application/json``.
        media_type: How to send the body; by default JSON, or multipart if it holds a file.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(body=body, media_type=media_type), decode)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CreateVideoExtendMultipartBody | CreateVideoExtendJsonBody,
    media_type: str | None = None,
) -> VideoResource:
    """Start a job that continues a completed video (`POST /videos/extensions`).

    Deprecated by the provider.

    Args:
        body: What to send, as ``multipart/form-data``, ``application/json``.
        media_type: How to send the body; by default JSON, or multipart if it holds a file.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(body=body, media_type=media_type), decode)


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateVideoExtendMultipartBody | CreateVideoExtendJsonBody,
    media_type: str | None = None,
) -> Response[VideoResource]:
    """Start a job that continues a completed video (`POST /videos/extensions`). Gives the answer whatever its
    status.

    Deprecated by the provider.

    Args:
        body: What to send, as ``multipart/form-data``, ``application/json``.
        media_type: How to send the body; by default JSON, or multipart if it holds a file.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(body=body, media_type=media_type), decode)
