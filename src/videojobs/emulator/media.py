"""The second origin: clips behind unguessable URLs, without a credential."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from videojobs.emulator.clip import render
from videojobs.emulator.exchange import Exchange, RequestRecord
from videojobs.emulator.handlers import PAGE
from videojobs.emulator.ranges import bytes_answer

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from videojobs.emulator.orders import Store
    from videojobs.emulator.settings import Settings

_KEPT_RECORDS: Final = 10_000


class MediaOrigin:
    """An ASGI application that serves the clips of an emulator; it never asks for a key, and tells if one came.

    Attributes:
        requests: What came in, oldest first; the last 10,000. None should ever have a credential.
    """

    def __init__(self, store: Store, settings: Settings, secrets: frozenset[str]) -> None:
        self._store = store
        self._settings = settings
        self._secrets = secrets
        self.requests: deque[RequestRecord] = deque(maxlen=_KEPT_RECORDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI defines it."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        path = scope["raw_path"].decode("latin-1")
        response = await self.answer(request, path)
        record = Exchange(request, path).record(response.status_code, self._secrets, self._settings.api_key, "media")
        self.requests.append(record)
        if self._settings.on_request is not None:
            self._settings.on_request(record)
        await response(scope, receive, send)

    async def answer(self, request: Request, path: str) -> Response:
        """Answer with the clip at a path, or 404; 405 unless the method is GET."""
        if request.method != "GET":
            return PlainTextResponse("Method Not Allowed", 405, headers={"allow": "GET"})
        job = self._store.by_token(path.split("/")[2]) if path.count("/") > 1 else None
        if job is None or job.at(self._settings.clock()).state != "completed":
            return PlainTextResponse("Not Found", 404)
        if job.plan.page:
            return HTMLResponse(PAGE)
        content = await run_in_threadpool(render, *job.pixels, job.seconds)
        return bytes_answer(request, content, "video/mp4")
