"""Handle requests: one method for each role of an operation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from attrs import evolve
from starlette.responses import HTMLResponse, Response

from videojobs.emulator.byte_ranges import bounded_int
from videojobs.emulator.clip_responses import clip_response, not_ready, picture_response, requested_variant
from videojobs.emulator.error_responses import AsciiJsonResponse, RequestRefused
from videojobs.emulator.fault_responses import PAGE
from videojobs.emulator.job_lifecycle import EmulatedJob, JobState, JobStore, media_path
from videojobs.emulator.media_origin import media_origin
from videojobs.emulator.reference_images import read_image
from videojobs.emulator.render_parameters import ParameterReader, source_id
from videojobs.emulator.response_bodies import ResponseBodies, Snapshot
from videojobs.emulator.scenes import Scene
from videojobs.emulator.schema_values import example_of
from videojobs.emulator.schema_views import SchemaReader
from videojobs.jobs.decoding.ids import without_route
from videojobs.openapi.operations import as_object

if TYPE_CHECKING:
    from videojobs.emulator.incoming_request import IncomingRequest
    from videojobs.emulator.job_starter import JobStarter
    from videojobs.emulator.routes import Route
    from videojobs.emulator.settings import Settings

# As in the lists of the base format.
_DEFAULT_LIMIT: Final = 20
_MAX_LIMIT: Final = 100


class Handlers:
    """Handles authenticated, valid requests.

    Args:
        reader: Reads the schemas of the document.
        bodies: Writes response bodies.
        parameters: Reads render parameters.
        settings: The emulator's settings.
        store: Its jobs.
        starter: Starts jobs.
        paths: Of the operations, by role.
        has_relative_urls: Whether the URLs of clips have no origin.
    """

    def __init__(
        self,
        reader: SchemaReader,
        bodies: ResponseBodies,
        parameters: ParameterReader,
        settings: Settings,
        store: JobStore,
        starter: JobStarter,
        *,
        paths: Mapping[str, str],
        has_relative_urls: bool,
    ) -> None:
        self._reader = reader
        self._bodies = bodies
        self._parameters = parameters
        self._settings = settings
        self._store = store
        self._starter = starter
        self._paths = paths
        self._has_relative_urls = has_relative_urls
        self._starters: dict[str, Callable[[IncomingRequest, Route], EmulatedJob]] = {
            "create": self._create,
            "remix": self._remix,
            "edit": self._edit,
            "extend": self._extend,
        }
        self._responders: dict[str, Callable[[IncomingRequest, Route], Response]] = {
            "retrieve": self._retrieve,
            "list": self._list,
            "delete": self._delete,
            "create_character": self._create_character,
            "retrieve_character": self._retrieve_character,
        }

    async def handle(self, incoming: IncomingRequest, route: Route) -> Response:
        """Return the response to a request.

        Raises:
            RequestRefused: The response is an error.
        """
        if route.operation.role == "content":
            return await self._content(incoming, route)
        if route.operation.role is None:
            return await self._other(incoming, route)
        if route.operation.role == "create":
            accepts_any_file = self._settings.unknown_ids == "create"
            create = self._settings.dialect.create
            pixels = self._parameters.read(incoming.body, incoming.schema).pixels
            incoming.image = await read_image(incoming.body, create, pixels, accepts_any_file=accepts_any_file)
        if route.operation.role in self._starters:
            start = partial(self._starters[route.operation.role], incoming, route)
            return self._started(incoming, route, self._once_per_key(incoming, route, start))
        return self._responders[route.operation.role](incoming, route)

    def _once_per_key(self, incoming: IncomingRequest, route: Route, start: Callable[[], EmulatedJob]) -> EmulatedJob:
        """Start a job, unless the request's idempotency key has started one."""
        header = self._settings.dialect.create.idempotency_header
        key = incoming.request.headers.get(header) if header else None
        if key is None:
            return start()
        entry = (str(route.operation.role), key)
        if entry not in self._store.by_key:
            self._store.by_key[entry] = start()
        return self._store.by_key[entry]

    def _create(self, incoming: IncomingRequest, _route: Route) -> EmulatedJob:
        parameters = self._parameters.read(incoming.body, incoming.schema)
        return self._starter.start(parameters, incoming.body, incoming=incoming)

    def _remix(self, incoming: IncomingRequest, route: Route) -> EmulatedJob:
        source = self._job(incoming, route)
        parameters = self._parameters.read(incoming.body, incoming.schema, source)
        return self._starter.start(parameters, incoming.body, incoming=incoming, source=source)

    def _edit(self, incoming: IncomingRequest, route: Route) -> EmulatedJob:
        source = self._source(incoming, route)
        parameters = self._parameters.read(incoming.body, incoming.schema, source)
        return self._starter.start(parameters, incoming.body, incoming=incoming, source=source)

    def _extend(self, incoming: IncomingRequest, route: Route) -> EmulatedJob:
        """Create a job whose clip is as long as the source's and the new segment together."""
        source = self._source(incoming, route)
        segment = self._parameters.read(incoming.body, incoming.schema)
        seconds = segment.seconds
        if source is not None:
            seconds += source.parameters.seconds
        parameters = evolve(self._parameters.read(incoming.body, incoming.schema, source), seconds=seconds)
        return self._starter.start(parameters, incoming.body, incoming=incoming, source=source)

    def _started(self, incoming: IncomingRequest, route: Route, job: EmulatedJob) -> Response:
        now = job.created_at
        job_id = job.id
        if route.operation.role != "create":
            job_id = without_route(self._settings.dialect.ids, job_id)
        snapshot = Snapshot(
            job=job,
            id=job_id,
            # Also of a job that is completed at once: a server responds before it renders.
            state=JobState(status="queued", progress=0),
            video_url=None,
            status="queued",
            now=now,
            polling_url=self._polling_url(job),
            skew=incoming.skew,
            role=str(route.operation.role),
        )
        return self._json(route, self._bodies.job(route.success_media, snapshot))

    def _retrieve(self, incoming: IncomingRequest, route: Route) -> Response:
        dialect = self._settings.dialect
        job = self._job(incoming, route)
        job_id = None if dialect.quirks.no_id_when_retrieved else without_route(dialect.ids, job.id)
        snapshot = self._snapshot(job, incoming, job_id)
        flap = job.plan.flap
        if flap is not None and snapshot.state.finished_at is None and job.polls % 2:
            snapshot = evolve(snapshot, status="queued", word=None if flap == "queued" else flap)
        job.polls += 1
        status = route.success_status
        if snapshot.status == "failed" and dialect.quirks.failed_job_is_http_error:
            status = next((code for code in (500, 400) if str(code) in route.responses), status)
        return AsciiJsonResponse(self._bodies.job(route.success_media, snapshot), status)

    def _list(self, incoming: IncomingRequest, route: Route) -> Response:
        now = self._settings.clock()
        jobs = [job for job in self._store.jobs.to_list() if not job.is_vanished(now)]
        if incoming.query.get("order", "desc") != "asc":
            jobs.reverse()
        after = incoming.query.get("after")
        if after is not None:
            # A cursor that is gone (its job was deleted meanwhile) ends the list.
            position = next((index for index, job in enumerate(jobs) if job.id == after), len(jobs))
            jobs = jobs[position + 1 :]
        limit = _limit(incoming.query.get("limit", ""))
        page = [self._snapshot(job, incoming, job.id) for job in jobs[:limit]]
        # The tests of the official SDK send limit=0: an empty page that promises more would be asked for without end.
        has_more = 0 < limit < len(jobs)
        return self._json(route, self._bodies.jobs(route.success_media, page, has_more=has_more))

    def _delete(self, incoming: IncomingRequest, route: Route) -> Response:
        job = self._job(incoming, route)
        self._starter.delete(job)
        if not route.success_media_types and route.success_status == 204:
            return Response(status_code=204)
        now = self._settings.clock()
        state = job.state_at(now)
        snapshot = Snapshot(job=job, id=job.id, state=state, video_url=None, status="deleted", now=now)
        return self._json(route, self._bodies.deletion(route.success_media, snapshot))

    def _create_character(self, incoming: IncomingRequest, route: Route) -> Response:
        character_id = f"char_{self._settings.token()}"
        self._store.characters[character_id] = (str(incoming.body.get("name") or ""), self._settings.clock())
        return self._character(character_id, route)

    def _retrieve_character(self, incoming: IncomingRequest, route: Route) -> Response:
        return self._character(_last_parameter(incoming), route)

    def _character(self, character_id: str, route: Route) -> Response:
        if character_id not in self._store.characters:
            if self._settings.unknown_ids == "refuse":
                raise self._not_found("character", character_id, route)
            self._store.characters[character_id] = ("Emulated", self._settings.clock())
        name, created_at = self._store.characters[character_id]
        members = {"id": character_id, "name": name, "created_at": int(created_at)}
        return self._json(route, self._bodies.declared_members(route.success_media, members))

    async def _content(self, incoming: IncomingRequest, route: Route) -> Response:
        job = self._job(incoming, route)
        state = job.state_at(self._settings.clock())
        if state.status != "completed":
            raise not_ready(state, route)
        if job.is_expired(self._settings.clock()):
            status = route.documented_status(404, 410, 400, 422)
            raise RequestRefused(status, "The clip has expired.", code="video_expired")
        dialect = self._settings.dialect
        variant = requested_variant(incoming, route, dialect)
        if variant is not None:
            return await picture_response(job, variant, incoming, route, dialect)
        if job.plan.page:
            return HTMLResponse(PAGE)
        if job.plan.bucket and dialect.content.url_in_error:
            url = self._snapshot(job, incoming, job.id).video_url
            raise RequestRefused(400, f"The clip was moved to a bucket; fetch it from there: {url}", code="clip_moved")
        return await clip_response(job.parameters.pixels, job.scenes, incoming, route, dialect)

    async def _other(self, incoming: IncomingRequest, route: Route) -> Response:
        """Respond for an operation without a role: with a clip, or with an example of the response's schema."""
        if any(name.startswith("video/") for name in route.success_media_types):
            parameters = self._parameters.read(incoming.body, incoming.schema)
            scene = Scene(title=route.operation.name, text=parameters.prompt, seconds=parameters.seconds)
            return await clip_response(parameters.pixels, (scene,), incoming, route, self._settings.dialect)
        if not route.success_media_types:
            return Response(status_code=route.success_status)
        media = as_object(route.success_media)
        return self._json(route, media.get("example", example_of(self._reader, as_object(media.get("schema")))))

    def _job(self, incoming: IncomingRequest, route: Route) -> EmulatedJob:
        return self._job_with_id(self.job_id_of(incoming), route)

    def job_id_of(self, incoming: IncomingRequest) -> str:
        """Return the id of the job that a request is about; "" if it is about none."""
        name = self._settings.dialect.ids.parameter
        return _last_parameter(incoming) or incoming.request.query_params.get(name, "")

    def _source(self, incoming: IncomingRequest, route: Route) -> EmulatedJob | None:
        """Return the job that the path or the body refers to, or None if the source is an uploaded file."""
        if incoming.parameters:
            return self._job(incoming, route)
        job_id = source_id(incoming.body)
        if job_id is None:
            return None
        return self._job_with_id(job_id, route)

    def _job_with_id(self, job_id: str, route: Route) -> EmulatedJob:
        job = self._store.jobs.get(job_id)
        if job is not None and job.is_vanished(self._settings.clock()):
            raise self._not_found("video", job_id, route)
        if job is None:
            if not job_id or self._settings.unknown_ids == "refuse":
                raise self._not_found("video", job_id, route)
            self._add_finished(job_id)
        return self._store.jobs[job_id]

    def _add_finished(self, job_id: str) -> None:
        """Create a job that is just completed."""
        job = self._starter.start(self._parameters.read({}), {}, id_=job_id)
        job.render_seconds = max(1.0, job.render_seconds)
        job.created_at -= job.render_seconds

    def _not_found(self, kind: str, id_: str, route: Route) -> RequestRefused:
        errors = self._settings.dialect.errors
        status = errors.not_found_status
        # A gateway can have a part with statuses of its own, such as the one that sends clips.
        if status == 404 or "404" in route.responses:
            status = route.documented_status(404, 410)
        code = next(iter(errors.not_found_codes), f"{kind}_not_found")
        return RequestRefused(status, f"There is no {kind} with the id {id_[:80]!r}.", code=code)

    def _snapshot(self, job: EmulatedJob, incoming: IncomingRequest, job_id: str | None) -> Snapshot:
        now = self._settings.clock()
        state = job.state_at(now)
        video_url = None
        content = self._settings.dialect.content
        if content.url_needs_key and not job.plan.no_url:
            url = incoming.request.base_url
            video_url = f"{url.scheme}://{url.netloc}{self._path_about(job, 'content')}"
        elif (job.plan.bucket and content.url_in_error) or (content.source != "endpoint" and not job.plan.no_url):
            video_url = self._origin(incoming) + media_path(job)
        return Snapshot(
            job=job,
            id=job_id,
            state=state,
            video_url=video_url,
            status=state.status,
            now=now,
            polling_url=self._polling_url(job),
            skew=incoming.skew,
            word=job.plan.status if state.status == "in_progress" else None,
        )

    def other_url(self, incoming: IncomingRequest) -> str:
        """Return the URL at the second origin that a request can be redirected to: of the clip, if it is for one."""
        job = self._store.jobs.get(self.job_id_of(incoming))
        if job is not None and incoming.operation == "content":
            return self._second_origin(incoming) + media_path(job)
        return self._second_origin(incoming) + incoming.raw_path

    def _polling_url(self, job: EmulatedJob) -> str | None:
        if not self._settings.dialect.fields.polling_url:
            return None
        return self._path_about(job, "retrieve")

    def _path_about(self, job: EmulatedJob, operation: str) -> str:
        """Return the path of an operation about a job."""
        template = self._paths.get(operation, "")
        job_id = quote(job.id, safe="")
        if "{" in template:
            return re.sub(r"\{[^{}]*\}", lambda _: job_id, template)
        return f"{template}?{self._settings.dialect.ids.parameter}={job_id}"

    def _origin(self, incoming: IncomingRequest) -> str:
        if self._has_relative_urls:
            return ""
        return self._second_origin(incoming)

    def _second_origin(self, incoming: IncomingRequest) -> str:
        url = incoming.request.base_url
        return media_origin(incoming.request) or f"{url.scheme}://{url.netloc}"

    def _json(self, route: Route, body: Any) -> Response:
        return AsciiJsonResponse(body, route.success_status)


def _limit(text: str) -> int:
    """Return the size of a page: 0 to 100; 20 for a text that is no number, which the document may allow."""
    match = re.fullmatch(r"([+-]?)([0-9]+)", text)
    if match is None:
        return _DEFAULT_LIMIT
    if match[1] == "-":
        return 0
    return min(_MAX_LIMIT, bounded_int(match[2]))


def _last_parameter(incoming: IncomingRequest) -> str:
    return next(reversed(incoming.parameters.values()), "")
