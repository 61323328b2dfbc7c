"""The second origin: clips behind unguessable URLs, without a credential."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from videojobs.emulator.bounded import RequestLog
from videojobs.emulator.byte_ranges import bytes_response
from videojobs.emulator.clip_rendering import render
from videojobs.emulator.incoming_request import IncomingRequest, RequestRecord

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from videojobs.emulator.job_lifecycle import JobStore
    from videojobs.emulator.settings import Settings

PAGE: Final = "<!doctype html><title>Sign in</title><p>Sign in to see this clip.</p>"
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

    def __init__(self, store: JobStore, settings: Settings, credential_headers: frozenset[str]) -> None:
        self._store = store
        self._settings = settings
        self._credential_headers = credential_headers
        self.requests: deque[RequestRecord] = RequestLog()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI defines it."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        path = scope["raw_path"].decode("latin-1")
        response = await self.respond(request, path)
        record = IncomingRequest(request, path, f"req_{self._settings.token()}").record(
            response.status_code, self._credential_headers, self._settings.api_key, "media"
        )
        self.requests.append(record)
        if self._settings.on_request is not None:
            self._settings.on_request(record)
        await response(scope, receive, send)

    async def respond(self, request: Request, path: str) -> Response:
        """Return the clip at a path, or 404; 405 unless the method is GET."""
        if request.method != "GET":
            return PlainTextResponse("Method Not Allowed", 405, headers={"allow": "GET"})
        job = self._store.by_media_path(path)
        if job is None or job.state_at(self._settings.clock()).status != "completed":
            return PlainTextResponse("Not Found", 404)
        # With status 200, as the login page of a store or of a captive portal comes.
        if job.plan.page:
            return HTMLResponse(PAGE)
        content = await run_in_threadpool(render, *job.parameters.pixels, job.parameters.seconds)
        return bytes_response(request, content, "video/mp4")
