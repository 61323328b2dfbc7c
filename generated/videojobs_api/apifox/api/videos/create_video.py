# Generated from spec/apifox: agicto (apifox export), vendored from
# https://agicto.com/docs/api-reference/openai-video/sora/retrieve at apifox project 5443699, api 384880097 (retrieve)
# and 384880011 (create); OpenAPI 3.0.1, version 1.0.0. By openapi-python-client 0.29.1 with the templates of
# videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

import httpx

from videojobs.http.bodies import encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.request import Request
from videojobs.http.response import Response
from videojobs.http.responses import decode_object
from videojobs.http.unset import UNSET, Unset

from ...models.create_video_body import CreateVideoBody
from ...models.create_video_response import CreateVideoResponse

BODIES = {"multipart/form-data": CreateVideoBody}


def request(*, body: CreateVideoBody | Unset = UNSET) -> Request:
    """Build the request, without sending it.

    Answers at once with the queued job.

    Args:
        body: What to send, as ``multipart/form-data``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(method="POST", path="/v1/videos", body=encode_body(body, BODIES))


def decode(response: httpx.Response) -> CreateVideoResponse:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return CreateVideoResponse.from_dict(decode_object(response))


def sync(*, client: AuthenticatedClient, body: CreateVideoBody | Unset = UNSET) -> CreateVideoResponse:
    """Start a video job from a prompt and an optional reference image (`POST /v1/videos`).

    Answers at once with the queued job.

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


def sync_detailed(
    *, client: AuthenticatedClient, body: CreateVideoBody | Unset = UNSET
) -> Response[CreateVideoResponse]:
    """Start a video job from a prompt and an optional reference image (`POST /v1/videos`). Gives the answer
    whatever its status.

    Answers at once with the queued job.

    Args:
        body: What to send, as ``multipart/form-data``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(body=body), decode)


async def asyncio(*, client: AuthenticatedClient, body: CreateVideoBody | Unset = UNSET) -> CreateVideoResponse:
    """Start a video job from a prompt and an optional reference image (`POST /v1/videos`).

    Answers at once with the queued job.

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
    *, client: AuthenticatedClient, body: CreateVideoBody | Unset = UNSET
) -> Response[CreateVideoResponse]:
    """Start a video job from a prompt and an optional reference image (`POST /v1/videos`). Gives the answer
    whatever its status.

    Answers at once with the queued job.

    Args:
        body: What to send, as ``multipart/form-data``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(body=body), decode)
