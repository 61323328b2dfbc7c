"""The emulator as an ASGI application."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from videojobs.emulator.authentication import authenticate, credential_headers
from videojobs.emulator.error_responses import AsciiJsonResponse, RequestRefused, error_body
from videojobs.emulator.handlers import MEDIA_PATH, Handlers
from videojobs.emulator.incoming_request import IncomingRequest, RequestRecord
from videojobs.emulator.job_lifecycle import EmulatedJob, JobStore, Plan, plan_of_prompt
from videojobs.emulator.media_origin import MAX_RECORDS, MediaOrigin
from videojobs.emulator.render_parameters import ParameterReader
from videojobs.emulator.response_bodies import ResponseBodies
from videojobs.emulator.routes import Route, match_routes, mount_paths, read_routes
from videojobs.emulator.schema_views import SchemaReader
from videojobs.emulator.settings import DEFAULT_KEY, Settings, UnknownIds
from videojobs.emulator.validation import RequestValidator
from videojobs.errors import ConfigurationError
from videojobs.openapi.documents import read_document
from videojobs.openapi.operations import JsonObject
from videojobs.openapi.to31 import to_31
from videojobs_api.statuses import STATUSES

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from videojobs.dialect import Dialect, Encoding


def create_app(
    provider: str | None = None,
    *,
    dialect: Dialect | None = None,
    document: Mapping[str, Any] | None = None,
    api_key: str = DEFAULT_KEY,
    render_seconds: float = 3.0,
    clock: Callable[[], float] = time.time,
    plan: Callable[[Mapping[str, Any]], Plan] = plan_of_prompt,
    new_id: Callable[[], str] | None = None,
    on_request: Callable[[RequestRecord], None] | None = None,
    only_encoding: Encoding | None = None,
    unknown_ids: UnknownIds = "refuse",
) -> Emulator:
    """Return an emulator as an ASGI application.

    Args:
        provider: Name of the provider; not needed with ``dialect`` and ``document``.
        dialect: What OpenAPI cannot express about the provider.
        document: Its OpenAPI document, 3.0 or 3.1.
        api_key: The accepted key; any text, it protects nothing.
        render_seconds: Seconds from the creation of a job to its end; 0: it is finished at the first poll.
        clock: Returns the time in Unix seconds.
        plan: Returns the planned course of a job, from the decoded body of the request that creates it.
        new_id: Returns the id of the next job; by default in the provider's format.
        on_request: Called with each request after its response.
        only_encoding: The only encoding in which a new job or a remix is accepted, ``json`` or ``multipart``. Another
            one is refused as the dialect declares it (`Create.encoding_rejections`, each in turn), or with 415.
        unknown_ids: What a request for an id that no one created finds: ``refuse``, the provider's error; ``create``, a
            completed job, for test suites that use any id.

    Raises:
        ConfigurationError: There is no such provider or encoding, or neither a provider nor a dialect and a document.
    """
    if dialect is None or document is None:
        if provider is None:
            raise ConfigurationError("create_app: give a provider's name, or a dialect and a document")
        provider_dialect, provider_document = read_document(provider)
        dialect, document = dialect or provider_dialect, document or provider_document
    settings = Settings(
        dialect=dialect,
        api_key=api_key,
        render_seconds=render_seconds,
        clock=clock,
        plan=plan,
        new_id=new_id,
        on_request=on_request,
        only_encoding=only_encoding,
        unknown_ids=unknown_ids,
    )
    return Emulator(settings, to_31(dict(document)))


class Emulator:
    """A provider of video jobs that renders real, small clips; an ASGI application.

    Attributes:
        settings: Its settings.
        base_path: The path of the ``base_url`` that a user of the provider passes.
        requests: The requests, oldest first; the last 10,000.
        media: The application of the second origin, which serves clips.
    """

    def __init__(self, settings: Settings, document: JsonObject) -> None:
        dialect = settings.dialect
        prefix, self.base_path = mount_paths(dialect, document)
        self.settings = settings
        self.requests: deque[RequestRecord] = deque(maxlen=MAX_RECORDS)
        self._credential_headers = credential_headers(dialect)
        self._reader = SchemaReader(document)
        self._validator = RequestValidator(document)
        self._routes = read_routes(document, dialect, prefix)
        by_role = {route.operation.role: route for route in self._routes}
        create_body: JsonObject = {}
        if "create" in by_role:
            create_body = next(iter(by_role["create"].bodies.values()), create_body)
        store = JobStore()
        self._parameters = ParameterReader(self._reader, dialect.create, create_body)
        bodies = ResponseBodies(self._reader, dialect, STATUSES)
        self._handlers = Handlers(self._reader, bodies, self._parameters, settings, store)
        if "retrieve" in by_role:
            self._handlers.retrieve_path = prefix + by_role["retrieve"].operation.path
            self._handlers.has_relative_urls = bodies.has_relative_url(by_role["retrieve"].success_media)
        if "content" in by_role:
            self._handlers.content_path = prefix + by_role["content"].operation.path
        self.media = MediaOrigin(store, settings, self._credential_headers)

    @property
    def media_requests(self) -> deque[RequestRecord]:
        """The requests to the second origin, oldest first; the last 10,000."""
        return self.media.requests

    @property
    def media_origin(self) -> str | None:
        """The second origin, e.g. ``http://127.0.0.1:8001``; None: clips are served from the origin of the request."""
        return self._handlers.media_origin

    @media_origin.setter
    def media_origin(self, origin: str | None) -> None:
        self._handlers.media_origin = origin

    def add_job(self, prompt: str = "", *, id: str | None = None, **body: Any) -> EmulatedJob:  # noqa: A002
        """Create a job without a request, for tests that need a certain id.

        Args:
            prompt: Its prompt; markers work as in a request.
            id: Its id, or None for a new one.
            body: Further members of the body: ``seconds``, ``size``, ``model``.
        """
        arguments: dict[str, Any] = {"prompt": prompt, **body}
        request_body = self._parameters.body_of(arguments)
        return self._handlers.add(self._parameters.read(request_body), request_body, id_=id)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI defines it."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            incoming = IncomingRequest(Request(scope, receive), _raw_path(scope))
            if incoming.raw_path.startswith(MEDIA_PATH) and not any(match_routes(self._routes, incoming.raw_path)):
                response = await self.media.respond(incoming.request, incoming.raw_path)
            else:
                response = await self._respond(incoming)
            response.headers["x-request-id"] = incoming.request_id
            record = incoming.record(response.status_code, self._credential_headers, self.settings.api_key)
            # Before the response is sent: a test that has it looks for the record at once.
            self.requests.append(record)
            if self.settings.on_request is not None:
                self.settings.on_request(record)
            await response(scope, receive, send)

    async def _respond(self, incoming: IncomingRequest) -> Response:
        dialect = self.settings.dialect
        try:
            # Before the key is checked: the body of a 401 has the schema of its operation, too.
            route = self._match(incoming)
            authenticate(dialect, self.settings.api_key, incoming.request.headers)
            await incoming.read(route, self._validator, self.settings)
            return await self._handlers.handle(incoming, route)
        except RequestRefused as refused:
            # Left unread, the body would end the connection (RFC 9112, section 9.3).
            await incoming.drain()
            if refused.body is not None:
                return AsciiJsonResponse(refused.body, refused.status, headers=refused.headers)
            if refused.status == HTTPStatus.BAD_REQUEST and incoming.route is not None:
                refused.status = incoming.route.documented_status(400, 422)
            body = error_body(refused, dialect.errors, self._reader, incoming.route)
            return AsciiJsonResponse(body, refused.status, headers=refused.headers)

    def _match(self, incoming: IncomingRequest) -> Route:
        matches = list(match_routes(self._routes, incoming.raw_path))
        method = incoming.request.method
        for route, parameters in matches:
            if route.operation.method == method:
                incoming.route, incoming.parameters = route, parameters
                return route
        path = incoming.raw_path[:200]
        if not matches:
            raise RequestRefused(HTTPStatus.NOT_FOUND, f"There is no operation at {path}.", code="unknown_url")
        allowed = ", ".join(sorted({route.operation.method for route, _ in matches}))
        message = f"{method} is not allowed at {path}; allowed: {allowed}."
        raise RequestRefused(
            HTTPStatus.METHOD_NOT_ALLOWED, message, code="method_not_allowed", headers={"allow": allowed}
        )


def _raw_path(scope: Scope) -> str:
    """Return the path of a request as it was sent, still percent-encoded, without the query."""
    raw_path = scope.get("raw_path")
    if isinstance(raw_path, bytes):
        return raw_path.decode("latin-1")
    return quote(str(scope["path"]))  # ASGI servers may leave raw_path out


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
