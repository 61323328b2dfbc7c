"""The emulator as an ASGI application."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Unpack
from urllib.parse import quote

from attrs import evolve
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from videojobs.dialect import PAID_ROLES
from videojobs.emulator import control, openapi_document, page
from videojobs.emulator.authentication import authenticate
from videojobs.emulator.error_responses import AsciiJsonResponse, RequestRefused, error_body
from videojobs.emulator.fastapi_responses import field_errors, no_method, no_route
from videojobs.emulator.fault_list import FaultList
from videojobs.emulator.fault_responses import FaultyExchange, Handle
from videojobs.emulator.fault_values import end as parse_end
from videojobs.emulator.faults import MEDIA, Fault, FaultKeywords, as_fault, respond_with
from videojobs.emulator.handlers import Handlers
from videojobs.emulator.incoming_request import IncomingRequest
from videojobs.emulator.job_lifecycle import MEDIA_PATH, EmulatedJob, EndStatus, JobStore, Plan
from videojobs.emulator.job_starter import JobStarter
from videojobs.emulator.media_origin import MediaOrigin
from videojobs.emulator.prompt_markers import planned
from videojobs.emulator.render_parameters import ParameterReader
from videojobs.emulator.request_log import RequestLog, RequestRecorder
from videojobs.emulator.response_bodies import ResponseBodies
from videojobs.emulator.routes import Route, match_routes, mount_paths, read_routes
from videojobs.emulator.schema_views import SchemaReader
from videojobs.emulator.settings import MovedClock, Settings, SettingsKeywords
from videojobs.emulator.validation import RequestValidator
from videojobs.errors import ConfigurationError
from videojobs.openapi.operations import JsonObject
from videojobs.openapi.to31 import to_31
from videojobs_api.statuses import STATUSES

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


def create_app(provider: str | None = None, **settings: Unpack[SettingsKeywords]) -> Emulator:
    """Return an emulator as an ASGI application.

    Args:
        provider: Name of the provider; not needed with ``dialect`` and ``document``.
        settings: The attributes of `Settings`.

    Raises:
        ConfigurationError: There is no such provider, encoding or fault, or neither a provider nor a dialect and a
            document.
    """
    return Emulator(Settings.of(provider, **settings))


class Emulator:
    """A provider of video jobs that renders real, small clips; an ASGI application.

    Attributes:
        settings: Its settings; its ``clock`` is the given one, moved by `advance`.
        faults: The faults that are switched on.
        base_path: The path of the ``base_url`` that a user of the provider passes.
        requests: The requests, oldest first: the last 10,000, and at most 64 MiB of them.
        media: The application of the second origin, which serves clips.
    """

    def __init__(self, settings: Settings) -> None:
        dialect, document = settings.dialect, to_31({**settings.document})
        self._clock = MovedClock(settings.clock)
        settings = evolve(settings, clock=self._clock)
        prefix, self.base_path = mount_paths(dialect, document)
        self._prefix = prefix
        self.settings = settings
        self._recorder = RequestRecorder("api", settings)
        self.requests = self._recorder.log
        self._reader = SchemaReader(document)
        self._validator = RequestValidator(document, is_lax=dialect.server.framework == "fastapi")
        self._routes = read_routes(document, dialect, prefix)
        self._routes_by_method: dict[str, list[Route]] = {}
        for route in self._routes:
            self._routes_by_method.setdefault(route.operation.method, []).append(route)
        by_role = {route.operation.role: route for route in self._routes}
        create_body: JsonObject = {}
        if "create" in by_role:
            create_body = next(iter(by_role["create"].bodies.values()), create_body)
        self.faults = FaultList(settings.random)
        self._store = JobStore(settings.clock, self.faults.forget)
        self._parameters = ParameterReader(self._reader, dialect.create, create_body)
        bodies = ResponseBodies(self._reader, dialect, STATUSES, settings.samples)
        job_media = by_role["retrieve"].success_media if "retrieve" in by_role else None
        self._starter = JobStarter(settings, self._store, self.faults, bodies, job_media)
        self._handlers = Handlers(
            self._reader,
            bodies,
            self._parameters,
            settings,
            self._store,
            self._starter,
            paths={role: prefix + route.operation.path for role, route in by_role.items() if role is not None},
            has_relative_urls=bodies.has_relative_url(job_media),
        )
        self._earlier: dict[str, Response] = {}
        self.media = MediaOrigin(self._store, settings, self.faults)
        self.reset()

    @property
    def media_requests(self) -> RequestLog:
        """The requests to the second origin, oldest first: the last 10,000, and at most 64 MiB of them."""
        return self.media.requests

    def add_job(self, prompt: str = "", *, id: str | None = None, **body: Any) -> EmulatedJob:  # noqa: A002
        """Create a job without a request, for tests that need a certain id.

        Args:
            prompt: Its prompt; markers work as in a request.
            id: Its id, or None for a new one.
            body: Further members of the body: ``seconds``, ``size``, ``model``.
        """
        arguments: dict[str, Any] = {"prompt": prompt, **body}
        request_body = self._parameters.body_of(arguments)
        return self._starter.start(self._parameters.read(request_body), request_body, id_=id)

    @property
    def jobs(self) -> list[EmulatedJob]:
        """The jobs that exist, oldest first."""
        return self._store.jobs.to_list()

    @property
    def ends(self) -> tuple[EndStatus, ...]:
        """The statuses with which a job can end: those that the provider has a word for."""
        return self._starter.ends

    def switch_on(self, fault: Fault | str, **attributes: Unpack[FaultKeywords]) -> Fault:
        """Switch a fault on until `clear_faults`, or for as many times as it has.

        Args:
            fault: The fault, or its text, e.g. ``create=503`` or ``latency:0.5*3``.
            attributes: Further attributes of `Fault`: ``operation``, ``job_id``, ``times``, ``after``,
                ``probability``; those in a text win.

        Raises:
            ConfigurationError: There is no such fault, or this provider cannot have it.
        """
        fault = as_fault(fault, **attributes)
        self.settings.recorded.check(fault)
        operations = (*self.settings.dialect.operations, MEDIA)
        if fault.operation not in (None, *operations):
            listed = ", ".join(operations)
            raise ConfigurationError(f"fault {fault}: there is no operation {fault.operation!r}; there are {listed}")
        if fault.row.plan is not None:
            self._starter.check_end(planned(Plan(), [fault]).last_status)
        self.faults.add(fault)
        return fault

    def fail_next(self, fault: Fault | str, **attributes: Unpack[FaultKeywords]) -> Fault:
        """Switch a fault on for the next request that it hits, or for as many times as it has; see `switch_on`."""
        fault = as_fault(fault, **attributes)
        return self.switch_on(fault, times=fault.times or 1)

    def clear_faults(self) -> None:
        """Switch all faults off."""
        self.faults.clear()

    def finish(self, job: EmulatedJob | str, status: str = "completed") -> EmulatedJob:
        """End a job now, whatever its plan was.

        Args:
            job: The job or its id.
            status: ``completed``, ``failed``, ``failed:CODE``, ``cancelled`` or ``expired``.

        Raises:
            ConfigurationError: There is no such job or status, or the provider has no word for the status.
        """
        job_id = job if isinstance(job, str) else job.id
        if job_id not in self._store.jobs:
            raise ConfigurationError(f"finish: there is no job with the id {job_id[:80]!r}")
        try:
            end, code = parse_end(status)
        except ValueError as error:
            raise ConfigurationError(f"finish: {error}") from None
        self._starter.check_end(end)
        self._store.jobs[job_id].finish(self.settings.clock(), end, code)
        return self._store.jobs[job_id]

    def advance(self, seconds: float) -> None:
        """Move the emulator's clock forward."""
        self._clock.advance(seconds)

    def reset(self) -> None:
        """Return to the state at the start: no jobs and requests, the faults and the seed of the settings."""
        self._store.clear()
        self._earlier.clear()
        self.faults.clear()
        self.requests.clear()
        self.media.requests.clear()
        self._clock.moved = 0.0
        self.settings.random.seed(self.settings.seed)
        for fault in self.settings.faults:
            self.switch_on(fault)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI defines it."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            # Raised when the client hangs up while its body is read: no one is left to respond to.
            with suppress(ClientDisconnect):
                if page.is_requested(scope, self._routes):
                    await page.respond(self, scope, receive, send)
                elif control.is_control(scope["path"]):
                    await control.respond(self, scope, receive, send)
                elif scope["path"] == openapi_document.PATH and scope["method"] == "GET":
                    await self._send_document(scope, receive, send)
                else:
                    await self._exchange(scope, receive, send)

    async def _send_document(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the provider's document; tools read it without a key, and it is no call of the API."""
        origin = Request(scope).base_url
        url = f"{origin.scheme}://{origin.netloc}{self._prefix}"
        document = openapi_document.served_document({**self.settings.document}, url)
        await AsciiJsonResponse(document)(scope, receive, send)

    async def _exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = f"req_{self.settings.token()}"
        incoming = IncomingRequest(Request(scope, receive), _raw_path(scope), request_id)
        if incoming.raw_path.startswith(MEDIA_PATH) and not any(match_routes(self._routes, incoming.raw_path)):
            response = await self.media.respond(incoming)
        else:
            response = await self._respond_with_faults(incoming)
        self._recorder.record(incoming, response)
        response.headers["x-request-id"] = incoming.request_id
        await response(scope, receive, send)

    async def _respond_with_faults(self, incoming: IncomingRequest) -> Response:
        matched = self._match(incoming)
        faults = self.faults.select_for_request(incoming.operation, self._handlers.job_id_of(incoming))
        return await self._with_faults(faults, incoming, partial(self._respond, incoming, matched))

    async def _with_faults(self, faults: list[Fault], incoming: IncomingRequest, handle: Handle) -> Response:
        if not faults:
            return await handle()
        incoming.faults += faults
        exchange = FaultyExchange(
            incoming=incoming,
            handle=handle,
            refuse=partial(self._refused, incoming),
            now=self.settings.clock(),
            other_url=self._handlers.other_url(incoming),
            earlier=self._earlier.get(incoming.operation or ""),
            job=self._store.jobs.get(self._handlers.job_id_of(incoming)),
            samples=self.settings.recorded.by_name,
        )
        return await respond_with(faults, exchange)

    async def _respond(self, incoming: IncomingRequest, matched: Route | RequestRefused) -> Response:
        try:
            if isinstance(matched, RequestRefused):
                raise matched
            # After the route is matched: the body of a 401 has the schema of its operation, too.
            authenticate(self.settings.dialect, self.settings.api_key, incoming.request.headers)
            await incoming.read(matched, self._validator, self.settings)
            faults = self._starter.faults_of_prompt(incoming)
            return await self._with_faults(faults, incoming, partial(self._handle, incoming, matched))
        except RequestRefused as refused:
            # Left unread, the body would end the connection (RFC 9112, section 9.3).
            await incoming.drain()
            if refused.status == HTTPStatus.BAD_REQUEST and refused.body is None and incoming.route is not None:
                refused.status = incoming.route.validation_status(refused.violations)
            return self._refused(incoming, refused)

    async def _handle(self, incoming: IncomingRequest, route: Route) -> Response:
        response = await self._handlers.handle(incoming, route)
        if route.operation.role in PAID_ROLES:
            self._earlier[route.operation.role] = response
        return response

    def _refused(self, incoming: IncomingRequest, refused: RequestRefused) -> Response:
        if self.settings.dialect.server.framework == "fastapi" and not refused.violations:
            refused.field = None  # FastAPI names the fields that it validates; handlers refuse others by a text alone
        if refused.text is not None:
            return Response(refused.text, refused.status, headers=refused.headers)
        body = refused.body
        if body is None and refused.status == 422 and incoming.route is not None and incoming.route.lists_fields:
            body = field_errors(refused, incoming.route.lists_fields)
        if body is None:
            body = error_body(refused, self.settings.dialect.errors, self._reader, incoming.route)
        return AsciiJsonResponse(body, refused.status, headers=refused.headers)

    def _match(self, incoming: IncomingRequest) -> Route | RequestRefused:
        """Return the route of a request, or the refusal if there is none."""
        of_method = self._routes_by_method.get(incoming.request.method, ())
        match = next(match_routes(of_method, incoming.raw_path), None)
        if match is None:
            return self._unroutable(incoming, [route for route, _ in match_routes(self._routes, incoming.raw_path)])
        route, incoming.parameters = match
        incoming.route = route
        return route

    def _unroutable(self, incoming: IncomingRequest, routes: list[Route]) -> RequestRefused:
        """Return the response to a path, or a method at a path, that no operation has."""
        is_fastapi = self.settings.dialect.server.framework == "fastapi"
        path = incoming.raw_path[:200]
        if is_fastapi and not routes:
            return no_route(self._routes, incoming.request, incoming.raw_path)
        if is_fastapi:
            return no_method(routes[0])
        if not routes:
            return RequestRefused(HTTPStatus.NOT_FOUND, f"There is no operation at {path}.", code="unknown_url")
        allowed = ", ".join(sorted({route.operation.method for route in routes}))
        message = f"{incoming.request.method} is not allowed at {path}; allowed: {allowed}."
        return RequestRefused(
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
