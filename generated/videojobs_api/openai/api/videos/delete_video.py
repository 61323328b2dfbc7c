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

from ...models.deleted_video_resource import DeletedVideoResource


def request(video_id: str) -> Request:
    """Build the request, without sending it.

    Deprecated by the provider.

    Args:
        video_id: Id of the video that is to go. Refused if empty, ``.`` or ``..``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(method="DELETE", path=f"/videos/{segment(video_id, 'video_id')}")


def decode(response: httpx.Response) -> DeletedVideoResource:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return DeletedVideoResource.from_dict(decode_object(response))


def sync(video_id: str, *, client: AuthenticatedClient) -> DeletedVideoResource:
    """Delete a finished video and its files for good (`DELETE /videos/{video_id}`).

    Deprecated by the provider.

    Args:
        video_id: Id of the video that is to go. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(video_id), decode)


def sync_detailed(video_id: str, *, client: AuthenticatedClient) -> Response[DeletedVideoResource]:
    """Delete a finished video and its files for good (`DELETE /videos/{video_id}`). Gives the answer whatever its
    status.

    Deprecated by the provider.

    Args:
        video_id: Id of the video that is to go. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(video_id), decode)


async def asyncio(video_id: str, *, client: AuthenticatedClient) -> DeletedVideoResource:
    """Delete a finished video and its files for good (`DELETE /videos/{video_id}`).

    Deprecated by the provider.

    Args:
        video_id: Id of the video that is to go. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(video_id), decode)


async def asyncio_detailed(video_id: str, *, client: AuthenticatedClient) -> Response[DeletedVideoResource]:
    """Delete a finished video and its files for good (`DELETE /videos/{video_id}`). Gives the answer whatever its
    status.

    Deprecated by the provider.

    Args:
        video_id: Id of the video that is to go. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(video_id), decode)
