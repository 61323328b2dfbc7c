# Generated from spec/azure: Azure OpenAI, transcribed from
# https://learn.microsoft.com/en-us/azure/foundry/reference/rest/video-generation-create-video; OpenAPI 3.1.0, version
# v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, acall_stream, call, call_detailed, call_stream
from videojobs.http.limits import Limit, check_limits
from videojobs.http.parameters import params
from videojobs.http.paths import segment
from videojobs.http.request import Request
from videojobs.http.response import Response
from videojobs.http.unset import UNSET, Unset

from ...models.video_content_variant import VideoContentVariant

_LIMITS = {"variant": Limit(values=("video", "thumbnail", "spritesheet"))}


def request(
    video_id: str, *, variant: VideoContentVariant | str | Unset = UNSET, api_version: str | Unset = UNSET
) -> Request:
    """Build the request, without sending it.

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        api_version: Version of the API; `v1` if absent.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    check_limits({"variant": variant}, _LIMITS)
    return Request(
        method="GET",
        path=f"/videos/{segment(video_id, 'video_id')}/content",
        params=params({"variant": variant, "api-version": api_version}),
    )


def decode(response: httpx.Response) -> bytes:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return response.content


def sync(
    video_id: str,
    *,
    client: AuthenticatedClient,
    variant: VideoContentVariant | str | Unset = UNSET,
    api_version: str | Unset = UNSET,
) -> bytes:
    """Download the clip, or a preview made from it (`GET /videos/{video_id}/content`).

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(video_id, variant=variant, api_version=api_version), decode, most_bytes=None)


def sync_detailed(
    video_id: str,
    *,
    client: AuthenticatedClient,
    variant: VideoContentVariant | str | Unset = UNSET,
    api_version: str | Unset = UNSET,
) -> Response[bytes]:
    """Download the clip, or a preview made from it (`GET /videos/{video_id}/content`). Gives the answer whatever
    its status.

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(video_id, variant=variant, api_version=api_version), decode, most_bytes=None)


async def asyncio(
    video_id: str,
    *,
    client: AuthenticatedClient,
    variant: VideoContentVariant | str | Unset = UNSET,
    api_version: str | Unset = UNSET,
) -> bytes:
    """Download the clip, or a preview made from it (`GET /videos/{video_id}/content`).

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(video_id, variant=variant, api_version=api_version), decode, most_bytes=None)


async def asyncio_detailed(
    video_id: str,
    *,
    client: AuthenticatedClient,
    variant: VideoContentVariant | str | Unset = UNSET,
    api_version: str | Unset = UNSET,
) -> Response[bytes]:
    """Download the clip, or a preview made from it (`GET /videos/{video_id}/content`). Gives the answer whatever
    its status.

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(
        client, request(video_id, variant=variant, api_version=api_version), decode, most_bytes=None
    )


def stream(
    video_id: str,
    *,
    client: AuthenticatedClient,
    variant: VideoContentVariant | str | Unset = UNSET,
    api_version: str | Unset = UNSET,
) -> AbstractContextManager[httpx.Response]:
    """Download the clip, or a preview made from it (`GET /videos/{video_id}/content`). Gives the answer unread, in
    constant memory.

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
    """
    return call_stream(client, request(video_id, variant=variant, api_version=api_version))


def astream(
    video_id: str,
    *,
    client: AuthenticatedClient,
    variant: VideoContentVariant | str | Unset = UNSET,
    api_version: str | Unset = UNSET,
) -> AbstractAsyncContextManager[httpx.Response]:
    """Download the clip, or a preview made from it (`GET /videos/{video_id}/content`). Gives the answer unread, in
    constant memory.

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        api_version: Version of the API; `v1` if absent.
        client: Where to send it, and as whom: ``api-key: ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
    """
    return acall_stream(client, request(video_id, variant=variant, api_version=api_version))
