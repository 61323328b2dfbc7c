# Generated from spec/apifox: agicto (apifox export), vendored from
# https://agicto.com/docs/api-reference/openai-video/sora/retrieve at apifox project 5443699, api 384880097 (retrieve)
# and 384880011 (create); OpenAPI 3.0.1, version 1.0.0. By openapi-python-client 0.29.1 with the templates of
# videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

import httpx

from videojobs.http.client import AuthenticatedClient
from videojobs.http.endpoints import acall, acall_detailed, call, call_detailed
from videojobs.http.paths import segment
from videojobs.http.request import Request
from videojobs.http.response import Response
from videojobs.http.responses import decode_object

from ...models.get_video_response import GetVideoResponse


def request(id: str) -> Request:
    """Build the request, without sending it.

    The clip's address comes with the completed job.

    Args:
        id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
    """
    return Request(method="GET", path=f"/v1/videos/{segment(id, 'id')}")


def decode(response: httpx.Response) -> GetVideoResponse:
    """Decode a successful answer.

    Raises:
        DecodeError: The answer is not what was promised.
    """
    return GetVideoResponse.from_dict(decode_object(response))


def sync(id: str, *, client: AuthenticatedClient) -> GetVideoResponse:
    """Fetch the latest state of a video job (`GET /v1/videos/{id}`).

    The clip's address comes with the completed job.

    Args:
        id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return call(client, request(id), decode)


def sync_detailed(id: str, *, client: AuthenticatedClient) -> Response[GetVideoResponse]:
    """Fetch the latest state of a video job (`GET /v1/videos/{id}`). Gives the answer whatever its status.

    The clip's address comes with the completed job.

    Args:
        id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return call_detailed(client, request(id), decode)


async def asyncio(id: str, *, client: AuthenticatedClient) -> GetVideoResponse:
    """Fetch the latest state of a video job (`GET /v1/videos/{id}`).

    The clip's address comes with the completed job.

    Args:
        id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        ApiError: The server answered with an error status.
        DecodeError: The answer is not what was promised.
    """
    return await acall(client, request(id), decode)


async def asyncio_detailed(id: str, *, client: AuthenticatedClient) -> Response[GetVideoResponse]:
    """Fetch the latest state of a video job (`GET /v1/videos/{id}`). Gives the answer whatever its status.

    The clip's address comes with the completed job.

    Args:
        id: Id of the job, as the create operation gave it. Refused if empty, ``.`` or ``..``.
        client: Where to send it, and as whom: ``Authorization: Bearer ...``.

    Raises:
        InvalidRequest: A value is outside what the document allows; nothing was sent.
        TransportError: No answer came within the client's time limits.
        DecodeError: The answer is not what was promised.
    """
    return await acall_detailed(client, request(id), decode)
