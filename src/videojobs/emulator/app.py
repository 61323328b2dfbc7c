"""The emulator as an ASGI application."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from videojobs.emulator.access import admit, credential_headers
from videojobs.emulator.answers import Answers
from videojobs.emulator.document import Operation, find, prefix_of, read_operations
from videojobs.emulator.exchange import Exchange, RequestRecord
from videojobs.emulator.handlers import MEDIA_PATH, Handlers
from videojobs.emulator.life import Job
from videojobs.emulator.media import MediaOrigin
from videojobs.emulator.orders import Orders, Store
from videojobs.emulator.refusals import JsonAnswer, Refusal, envelope
from videojobs.emulator.schema import Node, Schemas

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from videojobs.emulator.settings import Settings

_KEPT_RECORDS: Final = 10_000


class Emulator:
    """A provider of video jobs that renders real, small clips; an ASGI application.

    Attributes:
        settings: How it was set up.
        base_path: The path of the ``base_url`` that a user of the provider passes.
        requests: What came in, oldest first; the last 10,000.
        media: The application of the second origin, from which clips are served.
    """

    def __init__(self, settings: Settings, document: Node, statuses: Mapping[str, str]) -> None:
        dialect = settings.dialect
        prefix, self.base_path = prefix_of(dialect, document)
        self.settings = settings
        self.requests: deque[RequestRecord] = deque(maxlen=_KEPT_RECORDS)
        self._secrets = credential_headers(dialect)
        self._schemas = Schemas(document)
        self._operations = read_operations(document, dialect, prefix)
        by_role = {operation.role: operation for operation in self._operations}
        bodies = list(by_role["create"].bodies.values()) if "create" in by_role else []
        store = Store()
        self._orders = Orders(self._schemas, dialect, bodies[0] if bodies else {}, settings.plan)
        answers = Answers(self._schemas, dialect, statuses)
        self._handlers = Handlers(self._schemas, answers, self._orders, settings, store)
        if "retrieve" in by_role:
            media = by_role["retrieve"].answer(by_role["retrieve"].success)
            self._handlers.relative_urls = answers.wants_relative_url(media)
        self.media = MediaOrigin(store, settings, self._secrets)

    @property
    def media_requests(self) -> deque[RequestRecord]:
        """What came in at the second origin, oldest first; the last 10,000."""
        return self.media.requests

    @property
    def media_origin(self) -> str | None:
        """The second origin, e.g. ``http://127.0.0.1:8001``; None: clips are served from where the request went."""
        return self._handlers.media_origin

    @media_origin.setter
    def media_origin(self, origin: str | None) -> None:
        self._handlers.media_origin = origin

    def add_job(self, prompt: str = "", *, id: str | None = None, **body: Any) -> Job:  # noqa: A002
        """Start a job without a request, for tests that need one with a certain id.

        Args:
            prompt: Its prompt; markers work as in a request.
            id: Its id, or None for a new one.
            body: Further members of the body: ``seconds``, ``size``, ``model``.
        """
        sent: dict[str, Any] = {"prompt": prompt, **body}
        return self._handlers.add(self._orders.read(sent), sent, id_=id)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI defines it."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            request = Request(scope, receive)
            if raw_path(scope).startswith(MEDIA_PATH) and not any(find(self._operations, raw_path(scope))):
                response = await self.media.answer(request, raw_path(scope))
                exchange = Exchange(request, raw_path(scope))
            else:
                exchange = Exchange(request, raw_path(scope))
                response = await self._answer(exchange)
            response.headers["x-request-id"] = exchange.request_id
            record = exchange.record(response.status_code, self._secrets, self.settings.api_key)
            self.requests.append(record)
            if self.settings.on_request is not None:
                self.settings.on_request(record)
            await response(scope, receive, send)

    async def _answer(self, exchange: Exchange) -> Response:
        dialect = self.settings.dialect
        try:
            operation = self._find(exchange)
            admit(dialect, self.settings.api_key, exchange.request.headers)
            await exchange.read(self._schemas, dialect.create)
            return await self._handlers.handle(exchange, operation)
        except Refusal as refusal:
            await exchange.finish()
            if refusal.status == HTTPStatus.BAD_REQUEST and exchange.operation is not None:
                refusal.status = exchange.operation.refusal(400, 422)
            body = envelope(refusal, dialect.errors, self._schemas, exchange.operation)
            return JsonAnswer(body, refusal.status, headers=refusal.headers)

    def _find(self, exchange: Exchange) -> Operation:
        found = list(find(self._operations, exchange.raw_path))
        method = exchange.request.method
        for operation, parameters in found:
            if operation.method == method:
                exchange.operation, exchange.parameters = operation, parameters
                return operation
        shown = exchange.raw_path[:200]
        if not found:
            raise Refusal(HTTPStatus.NOT_FOUND, f"There is nothing at {shown}.", code="unknown_url")
        allowed = ", ".join(sorted({operation.method for operation, _ in found}))
        message = f"{method} is not allowed at {shown}; allowed is {allowed}."
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, message, code="method_not_allowed", headers={"allow": allowed})


def raw_path(scope: Scope) -> str:
    """Return the path of a request as it was sent, still percent-encoded, without the query."""
    raw = scope.get("raw_path")
    return raw.decode("latin-1") if isinstance(raw, bytes) else quote(str(scope["path"]))


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
