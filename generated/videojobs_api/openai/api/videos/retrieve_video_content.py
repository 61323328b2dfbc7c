# Generated from spec/openai: OpenAI, vendored from
# https://raw.githubusercontent.com/openai/openai-openapi/f85dbe223d40e1a31cba812ab2d755c7e98a92a3/openapi.yaml at
# f85dbe223d40e1a31cba812ab2d755c7e98a92a3; OpenAPI 3.1.0, version 2.3.0. By openapi-python-client 0.29.1 with the
# templates of videojobs. Not edited by hand: `make generate` writes it.

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


def request(video_id: str, *, variant: VideoContentVariant | str | Unset = UNSET) -> Request:
    """Build the request, without sending it.

    Deprecated by the provider.

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    check_limits({"variant": variant}, _LIMITS)
    return Request(
        method="GET", path=f"/videos/{segment(video_id, 'video_id')}/content", params=params({"variant": variant})
    )


def decode(response: httpx.Response) -> bytes:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return response.content


def sync(video_id: str, *, client: AuthenticatedClient, variant: VideoContentVariant | str | Unset = UNSET) -> bytes:
    """Download the clip, or a preview made from it. The bytes are streamed (`GET /videos/{video_id}/content`).

    Deprecated by the provider.

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(video_id, variant=variant), decode, most_bytes=None)


def sync_detailed(
    video_id: str, *, client: AuthenticatedClient, variant: VideoContentVariant | str | Unset = UNSET
) -> Response[bytes]:
    """Download the clip, or a preview made from it. The bytes are streamed (`GET /videos/{video_id}/content`).
    Gives the answer whatever its status.

    Deprecated by the provider.

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(video_id, variant=variant), decode, most_bytes=None)


async def asyncio(
    video_id: str, *, client: AuthenticatedClient, variant: VideoContentVariant | str | Unset = UNSET
) -> bytes:
    """Download the clip, or a preview made from it. The bytes are streamed (`GET /videos/{video_id}/content`).

    Deprecated by the provider.

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(video_id, variant=variant), decode, most_bytes=None)


async def asyncio_detailed(
    video_id: str, *, client: AuthenticatedClient, variant: VideoContentVariant | str | Unset = UNSET
) -> Response[bytes]:
    """Download the clip, or a preview made from it. The bytes are streamed (`GET /videos/{video_id}/content`).
    Gives the answer whatever its status.

    Deprecated by the provider.

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(video_id, variant=variant), decode, most_bytes=None)


def stream(
    video_id: str, *, client: AuthenticatedClient, variant: VideoContentVariant | str | Unset = UNSET
) -> AbstractContextManager[httpx.Response]:
    """Download the clip, or a preview made from it. The bytes are streamed (`GET /videos/{video_id}/content`).
    Gives the answer unread, in constant memory.

    Deprecated by the provider.

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
    """
    return call_stream(client, request(video_id, variant=variant))


def astream(
    video_id: str, *, client: AuthenticatedClient, variant: VideoContentVariant | str | Unset = UNSET
) -> AbstractAsyncContextManager[httpx.Response]:
    """Download the clip, or a preview made from it. The bytes are streamed (`GET /videos/{video_id}/content`).
    Gives the answer unread, in constant memory.

    Deprecated by the provider.

    Args:
        video_id: Id of the video whose file is wanted. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; the MP4 clip if absent.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
    """
    return acall_stream(client, request(video_id, variant=variant))
