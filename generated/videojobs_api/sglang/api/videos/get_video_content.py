# Generated from spec/sglang: SGLang diffusion, written from https://github.com/sgl-project/sglang; OpenAPI 3.1.0,
# version 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Literal

import httpx

from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.endpoints import acall, acall_detailed, acall_stream, call, call_detailed, call_stream
from videojobs.http.limits import Limit, check_limits
from videojobs.http.parameters import params
from videojobs.http.paths import segment
from videojobs.http.request import Request
from videojobs.http.response import Response
from videojobs.http.unset import UNSET, Unset


_LIMITS = {"output_index": Limit(minimum=0)}


def request(video_id: str, *, variant: Literal["video"] | Unset = UNSET, output_index: int | Unset = UNSET) -> Request:
    """Build the request, without sending it.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; only `video`.
        output_index: Which clip, where several were asked for; from 0. At least 0.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    check_limits({"output_index": output_index}, _LIMITS)
    return Request(
        method="GET",
        path=f"/v1/videos/{segment(video_id, 'video_id')}/content",
        params=params({"variant": variant, "output_index": output_index}),
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
    client: AuthenticatedClient | Client,
    variant: Literal["video"] | Unset = UNSET,
    output_index: int | Unset = UNSET,
) -> bytes:
    """Download the clip of a completed job, unless it was moved to a bucket (`GET /v1/videos/{video_id}/content`).

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; only `video`.
        output_index: Which clip, where several were asked for; from 0. At least 0.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(video_id, variant=variant, output_index=output_index), decode, most_bytes=None)


def sync_detailed(
    video_id: str,
    *,
    client: AuthenticatedClient | Client,
    variant: Literal["video"] | Unset = UNSET,
    output_index: int | Unset = UNSET,
) -> Response[bytes]:
    """Download the clip of a completed job, unless it was moved to a bucket (`GET /v1/videos/{video_id}/content`).
    Gives the answer whatever its status.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; only `video`.
        output_index: Which clip, where several were asked for; from 0. At least 0.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(video_id, variant=variant, output_index=output_index), decode, most_bytes=None)


async def asyncio(
    video_id: str,
    *,
    client: AuthenticatedClient | Client,
    variant: Literal["video"] | Unset = UNSET,
    output_index: int | Unset = UNSET,
) -> bytes:
    """Download the clip of a completed job, unless it was moved to a bucket (`GET /v1/videos/{video_id}/content`).

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; only `video`.
        output_index: Which clip, where several were asked for; from 0. At least 0.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(video_id, variant=variant, output_index=output_index), decode, most_bytes=None)


async def asyncio_detailed(
    video_id: str,
    *,
    client: AuthenticatedClient | Client,
    variant: Literal["video"] | Unset = UNSET,
    output_index: int | Unset = UNSET,
) -> Response[bytes]:
    """Download the clip of a completed job, unless it was moved to a bucket (`GET /v1/videos/{video_id}/content`).
    Gives the answer whatever its status.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; only `video`.
        output_index: Which clip, where several were asked for; from 0. At least 0.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(
        client, request(video_id, variant=variant, output_index=output_index), decode, most_bytes=None
    )


def stream(
    video_id: str,
    *,
    client: AuthenticatedClient | Client,
    variant: Literal["video"] | Unset = UNSET,
    output_index: int | Unset = UNSET,
) -> AbstractContextManager[httpx.Response]:
    """Download the clip of a completed job, unless it was moved to a bucket (`GET /v1/videos/{video_id}/content`).
    Gives the answer unread, in constant memory.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; only `video`.
        output_index: Which clip, where several were asked for; from 0. At least 0.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
    """
    return call_stream(client, request(video_id, variant=variant, output_index=output_index))


def astream(
    video_id: str,
    *,
    client: AuthenticatedClient | Client,
    variant: Literal["video"] | Unset = UNSET,
    output_index: int | Unset = UNSET,
) -> AbstractAsyncContextManager[httpx.Response]:
    """Download the clip of a completed job, unless it was moved to a bucket (`GET /v1/videos/{video_id}/content`).
    Gives the answer unread, in constant memory.

    Args:
        video_id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        variant: Which file to return; only `video`.
        output_index: Which clip, where several were asked for; from 0. At least 0.
        client: Where to send it; an `AuthenticatedClient` adds ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
    """
    return acall_stream(client, request(video_id, variant=variant, output_index=output_index))
