"""The second origin: clips behind unguessable URLs, without a credential."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from videojobs.emulator.byte_ranges import bytes_response
from videojobs.emulator.clip_cache import clip_of
from videojobs.emulator.error_responses import RequestRefused
from videojobs.emulator.fault_list import FaultList
from videojobs.emulator.fault_responses import PAGE, FaultyExchange
from videojobs.emulator.faults import MEDIA, respond_with
from videojobs.emulator.incoming_request import IncomingRequest
from videojobs.emulator.request_log import RequestRecorder

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from videojobs.emulator.job_lifecycle import EmulatedJob, JobStore
    from videojobs.emulator.settings import Settings

MEDIA_PORT: Final = "videojobs.media_port"
"""Name of the ASGI extension with the port of the second origin; without it, clips have the origin of the request.

https://asgi.readthedocs.io/en/latest/extensions.html
"""


def media_origin(request: Request) -> str | None:
    """Return the second origin for the sender of a request, at the host that it sent the request to; None: none."""
    extension = request.scope.get("extensions", {}).get(MEDIA_PORT)
    if extension is None:
        return None
    host = re.sub(r":\d*$", "", request.headers.get("host", "127.0.0.1"))
    return f"{request.url.scheme}://{host}:{extension['port']}"


class MediaOrigin:
    """An ASGI application that serves the clips of an emulator; it never requires a key, and records if one was sent.

    Attributes:
        requests: The requests, oldest first: the last 10,000, and at most 64 MiB of them. None
            should ever have a credential.
    """

    def __init__(self, store: JobStore, settings: Settings, faults: FaultList) -> None:
        self._store = store
        self._settings = settings
        self._faults = faults
        self._recorder = RequestRecorder("media", settings)
        self.requests = self._recorder.log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI defines it."""
        if scope["type"] != "http":
            return
        request_id = f"req_{self._settings.token()}"
        incoming = IncomingRequest(Request(scope, receive), scope["raw_path"].decode("latin-1"), request_id)
        response = await self.respond(incoming)
        self._recorder.record(incoming, response)
        await response(scope, receive, send)

    async def respond(self, incoming: IncomingRequest) -> Response:
        """Return the clip at a path, with the faults that hit the request; 404 without one, 405 unless it is a GET."""
        job = self._store.by_media_path(incoming.raw_path)
        handle = partial(self._respond, incoming.request, job)
        incoming.faults = self._faults.select_for_request(MEDIA, job.id if job is not None else None)
        exchange = FaultyExchange(
            incoming=incoming,
            handle=handle,
            refuse=_refused,
            now=self._settings.clock(),
            other_url=str(incoming.request.url),
            earlier=None,
            job=job,
            samples=self._settings.recorded.by_name,
        )
        return await respond_with(incoming.faults, exchange)

    async def clip(self, request: Request, path: str) -> Response:
        """Return the clip at a path as it is: no fault hits the request."""
        return await self._respond(request, self._store.by_media_path(path))

    async def _respond(self, request: Request, job: EmulatedJob | None) -> Response:
        if request.method != "GET":
            return PlainTextResponse("Method Not Allowed", 405, headers={"allow": "GET"})
        now = self._settings.clock()
        if job is None or job.state_at(now).status != "completed" or job.is_vanished(now):
            return PlainTextResponse("Not Found", 404)
        if job.is_expired(now):
            # As stores respond to a signed URL that has expired:
            # https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
            return PlainTextResponse("Request has expired", 403)
        # With status 200, as the login page of a store or of a captive portal comes.
        if job.plan.page:
            return HTMLResponse(PAGE)
        return bytes_response(request, await clip_of(job.parameters.pixels, job.scenes), "video/mp4")


def _refused(refused: RequestRefused) -> Response:
    return PlainTextResponse(refused.message, refused.status, headers=refused.headers)
