# Generated from spec/azure: Azure OpenAI, transcribed from
# https://learn.microsoft.com/en-us/azure/foundry/reference/rest/video-generation-create-video; OpenAPI 3.1.0, version
# v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

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

from ...models.deleted_video import DeletedVideo


def request(video_id: str, *, api_version: str | Unset = UNSET) -> Request:
    """Build the request, without sending it.

    Args:
        video_id: Id of the video that is to go. Refused if empty, ``.`` or ``..``.
        api_version: Version of the API; `v1` if absent.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(
        method="DELETE", path=f"/videos/{segment(video_id, 'video_id')}", params=params({"api-version": api_version})
    )


def decode(response: httpx.Response) -> DeletedVideo:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return DeletedVideo.from_dict(decode_object(response))


def sync(video_id: str, *, client: AuthenticatedClient, api_version: str | Unset = UNSET) -> DeletedVideo:
    """Delete a finished video and its files for good (`DELETE /videos/{video_id}`).

    Args:
        video_id: Id of the video that is to go. Refused if empty, ``.`` or ``..``.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(video_id, api_version=api_version), decode)


def sync_detailed(
    video_id: str, *, client: AuthenticatedClient, api_version: str | Unset = UNSET
) -> Response[DeletedVideo]:
    """Delete a finished video and its files for good (`DELETE /videos/{video_id}`). Gives the answer whatever its
    status.

    Args:
        video_id: Id of the video that is to go. Refused if empty, ``.`` or ``..``.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(video_id, api_version=api_version), decode)


async def asyncio(video_id: str, *, client: AuthenticatedClient, api_version: str | Unset = UNSET) -> DeletedVideo:
    """Delete a finished video and its files for good (`DELETE /videos/{video_id}`).

    Args:
        video_id: Id of the video that is to go. Refused if empty, ``.`` or ``..``.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(video_id, api_version=api_version), decode)


async def asyncio_detailed(
    video_id: str, *, client: AuthenticatedClient, api_version: str | Unset = UNSET
) -> Response[DeletedVideo]:
    """Delete a finished video and its files for good (`DELETE /videos/{video_id}`). Gives the answer whatever its
    status.

    Args:
        video_id: Id of the video that is to go. Refused if empty, ``.`` or ``..``.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(video_id, api_version=api_version), decode)
