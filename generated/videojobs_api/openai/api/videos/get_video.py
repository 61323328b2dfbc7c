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

from ...models.video_resource import VideoResource


def request(video_id: str) -> Request:
    """Build the request, without sending it.

    Deprecated by the provider.

    Args:
        video_id: Id of the video to look up. Refused if empty, ``.`` or ``..``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(method="GET", path=f"/videos/{segment(video_id, 'video_id')}")


def decode(response: httpx.Response) -> VideoResource:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return VideoResource.from_dict(decode_object(response))


def sync(video_id: str, *, client: AuthenticatedClient) -> VideoResource:
    """Fetch the latest state of a video job (`GET /videos/{video_id}`).

    Deprecated by the provider.

    Args:
        video_id: Id of the video to look up. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(video_id), decode)


def sync_detailed(video_id: str, *, client: AuthenticatedClient) -> Response[VideoResource]:
    """Fetch the latest state of a video job (`GET /videos/{video_id}`). Gives the answer whatever its status.

    Deprecated by the provider.

    Args:
        video_id: Id of the video to look up. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(video_id), decode)


async def asyncio(video_id: str, *, client: AuthenticatedClient) -> VideoResource:
    """Fetch the latest state of a video job (`GET /videos/{video_id}`).

    Deprecated by the provider.

    Args:
        video_id: Id of the video to look up. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(video_id), decode)


async def asyncio_detailed(video_id: str, *, client: AuthenticatedClient) -> Response[VideoResource]:
    """Fetch the latest state of a video job (`GET /videos/{video_id}`). Gives the answer whatever its status.

    Deprecated by the provider.

    Args:
        video_id: Id of the video to look up. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(video_id), decode)
