"""What the emulator does for each role of an operation."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from videojobs.emulator.answers import Answers, Snapshot
from videojobs.emulator.clip import picture, render
from videojobs.emulator.life import Job
from videojobs.emulator.orders import Order, Orders, Store, source_id
from videojobs.emulator.ranges import bytes_answer
from videojobs.emulator.refusals import JsonAnswer, Refusal
from videojobs.emulator.schema import Schemas, as_node
from videojobs.emulator.shape import sample

if TYPE_CHECKING:
    from videojobs.emulator.document import Operation
    from videojobs.emulator.exchange import Exchange
    from videojobs.emulator.settings import Settings

MEDIA_PATH: Final = "/media/"
PAGE: Final = "<!doctype html><title>Sign in</title><p>Sign in to see this clip.</p>"
_PAGE: Final = 20
_LARGEST_PAGE: Final = 100


class Handlers:
    """Answers requests that were let in and checked.

    Args:
        schemas: The schemas of the document.
        answers: Shapes the answers.
        orders: Reads what is asked for.
        settings: The emulator's settings.
        store: Its jobs.
    """

    def __init__(self, schemas: Schemas, answers: Answers, orders: Orders, settings: Settings, store: Store) -> None:
        self._schemas = schemas
        self._answers = answers
        self._orders = orders
        self._settings = settings
        self._store = store
        self.media_origin: str | None = None
        self.relative_urls = False

    async def handle(self, exchange: Exchange, operation: Operation) -> Response:
        """Answer a request.

        Raises:
            Refusal: The answer is an error.
        """
        if operation.role == "content":
            return await self._content(exchange, operation)
        if operation.role is None:
            return await self._other(exchange, operation)
        by_role: dict[str, Callable[[Exchange, Operation], Response]] = {
            "create": self._create,
            "retrieve": self._retrieve,
            "list": self._list,
            "delete": self._delete,
            "remix": self._remix,
            "edit": self._edit,
            "extend": self._extend,
            "create_character": self._create_character,
            "retrieve_character": self._retrieve_character,
        }
        return by_role[operation.role](exchange, operation)

    def add(
        self, order: Order, body: dict[str, Any], *, remixed_from: str | None = None, id_: str | None = None
    ) -> Job:
        """Start a job."""
        plan = self._orders.plan(body)
        job = Job(
            id=id_ or self._settings.next_id(),
            token=secrets.token_hex(12),
            prompt=order.prompt,
            model=order.model,
            seconds=order.seconds,
            size=order.size,
            pixels=order.pixels,
            created_at=self._settings.clock(),
            render_seconds=self._settings.render_seconds if plan.render_seconds is None else plan.render_seconds,
            plan=plan,
            remixed_from=remixed_from,
        )
        self._store.jobs[job.id] = job
        return job

    def _create(self, exchange: Exchange, operation: Operation) -> Response:
        order = self._orders.read(exchange.body, exchange.node)
        return self._started(operation, self.add(order, exchange.body))

    def _remix(self, exchange: Exchange, operation: Operation) -> Response:
        source = self._job(exchange, operation)
        order = self._orders.read(exchange.body, exchange.node, source)
        return self._started(operation, self.add(order, exchange.body, remixed_from=source.id))

    def _edit(self, exchange: Exchange, operation: Operation) -> Response:
        order = self._orders.read(exchange.body, exchange.node, self._source(exchange, operation))
        return self._started(operation, self.add(order, exchange.body))

    def _extend(self, exchange: Exchange, operation: Operation) -> Response:
        """Start a job whose clip is the source's and the new segment in one."""
        source = self._source(exchange, operation)
        segment = self._orders.read(exchange.body, exchange.node)
        seconds = segment.seconds + (source.seconds if source else 0)
        body: dict[str, Any] = {**exchange.body, "seconds": seconds}
        order = self._orders.read(body, exchange.node, source)
        return self._started(operation, self.add(order, exchange.body))

    def _started(self, operation: Operation, job: Job) -> Response:
        now = job.created_at
        snapshot = Snapshot(job=job, moment=job.at(now - 1), video_url=None, status="queued", now=now)
        return self._json(operation, self._answers.job(operation.answer(operation.success), snapshot))

    def _retrieve(self, exchange: Exchange, operation: Operation) -> Response:
        snapshot = self._snapshot(self._job(exchange, operation), exchange)
        status = operation.success
        if snapshot.status == "failed" and self._settings.dialect.quirks.failed_job_is_http_error:
            status = next((code for code in (500, 400) if str(code) in operation.answers), status)
        return JsonAnswer(self._answers.job(operation.answer(operation.success), snapshot), status)

    def _list(self, exchange: Exchange, operation: Operation) -> Response:
        jobs = list(self._store.jobs.values())
        if exchange.query.get("order", "desc") != "asc":
            jobs.reverse()
        after = exchange.query.get("after")
        if after is not None:
            # A cursor that is gone (its job was deleted meanwhile) ends the list.
            place = next((index for index, job in enumerate(jobs) if job.id == after), len(jobs))
            jobs = jobs[place + 1 :]
        limit = min(_LARGEST_PAGE, max(0, int(exchange.query.get("limit", _PAGE))))
        page = [self._snapshot(job, exchange) for job in jobs[:limit]]
        has_more = 0 < limit < len(jobs)
        return self._json(operation, self._answers.jobs(operation.answer(operation.success), page, has_more=has_more))

    def _delete(self, exchange: Exchange, operation: Operation) -> Response:
        job = self._job(exchange, operation)
        del self._store.jobs[job.id]
        if not operation.media_types() and operation.success == 204:
            return Response(status_code=204)
        now = self._settings.clock()
        snapshot = Snapshot(job=job, moment=job.at(now), video_url=None, status="deleted", now=now)
        return self._json(operation, self._answers.deletion(operation.answer(operation.success), snapshot))

    def _create_character(self, exchange: Exchange, operation: Operation) -> Response:
        character_id = f"char_{secrets.token_hex(12)}"
        self._store.characters[character_id] = (str(exchange.body.get("name") or ""), self._settings.clock())
        return self._character(character_id, operation)

    def _retrieve_character(self, exchange: Exchange, operation: Operation) -> Response:
        return self._character(_last(exchange), operation)

    def _character(self, character_id: str, operation: Operation) -> Response:
        if character_id not in self._store.characters:
            raise self._unknown(character_id, operation, "character")
        name, created_at = self._store.characters[character_id]
        given = {"id": character_id, "name": name, "created_at": int(created_at)}
        return self._json(operation, self._answers.plain(operation.answer(operation.success), given))

    async def _content(self, exchange: Exchange, operation: Operation) -> Response:
        job = self._job(exchange, operation)
        moment = job.at(self._settings.clock())
        if moment.state != "completed":
            failed = moment.state == "failed"
            status = operation.refusal(404, 409, 400, 422)
            if failed and "422" in operation.answers:
                status = 422
            told = (
                "The job failed; it has no content." if failed else f"The clip is not ready yet ({moment.progress}%)."
            )
            raise Refusal(status, told, code="video_failed" if failed else "video_not_ready")
        variant = exchange.query.get("variant") or "video"
        if variant == "video" and job.plan.page:
            return HTMLResponse(PAGE)
        if variant == "video" and job.plan.bucket and self._settings.dialect.content.url_in_error:
            where = self._snapshot(job, exchange, by_url=True).video_url
            raise Refusal(400, f"The clip was moved to a bucket; fetch it from there: {where}", code="clip_moved")
        if variant == "video":
            content = await run_in_threadpool(render, *job.pixels, job.seconds)
            return bytes_answer(exchange.request, content, _video_type(operation))
        content, media_type = await run_in_threadpool(picture, *job.pixels, _picture_type(operation, variant))
        return bytes_answer(exchange.request, content, media_type)

    async def _other(self, exchange: Exchange, operation: Operation) -> Response:
        """Answer an operation whose role is not known by a sample of its answer: a clip, or what the schema says."""
        if any(name.startswith("video/") for name in operation.media_types()):
            order = self._orders.read(exchange.body, exchange.node)
            content = await run_in_threadpool(render, *order.pixels, order.seconds)
            return bytes_answer(exchange.request, content, _video_type(operation))
        if not operation.media_types():
            return Response(status_code=operation.success)
        media = as_node(operation.answer(operation.success))
        return self._json(operation, media.get("example", sample(self._schemas, as_node(media.get("schema")))))

    def _job(self, exchange: Exchange, operation: Operation) -> Job:
        job_id = _last(exchange)
        if job_id not in self._store.jobs:
            raise self._unknown(job_id, operation, "video")
        return self._store.jobs[job_id]

    def _source(self, exchange: Exchange, operation: Operation) -> Job | None:
        """Return the job that the body or the path refers to, or None if the source is an uploaded file."""
        found = _last(exchange) if exchange.parameters else source_id(exchange.body)
        if found is None:
            return None
        if found not in self._store.jobs:
            raise self._unknown(found, operation, "video")
        return self._store.jobs[found]

    def _unknown(self, id_: str, operation: Operation, what: str) -> Refusal:
        errors = self._settings.dialect.errors
        status = operation.refusal(404, 410) if errors.not_found_status == 404 else errors.not_found_status
        code = errors.not_found_codes[0] if errors.not_found_codes else f"{what}_not_found"
        return Refusal(status, f"There is no {what} with the id {id_[:80]!r}.", code=code)

    def _snapshot(self, job: Job, exchange: Exchange, *, by_url: bool = False) -> Snapshot:
        now = self._settings.clock()
        moment = job.at(now)
        url = exchange.request.base_url
        origin = "" if self.relative_urls else self.media_origin or f"{url.scheme}://{url.netloc}"
        where = f"{origin}{MEDIA_PATH}{job.token}/{quote(job.id, safe='')}.mp4"
        has_url = by_url or (self._settings.dialect.content.source != "endpoint" and not job.plan.no_url)
        return Snapshot(job=job, moment=moment, video_url=where if has_url else None, status=moment.state, now=now)

    def _json(self, operation: Operation, body: Any) -> Response:
        return JsonAnswer(body, operation.success)


def _last(exchange: Exchange) -> str:
    return next(reversed(exchange.parameters.values()), "")


def _video_type(operation: Operation) -> str:
    names = operation.media_types()
    fitting = [name for name in names if name.startswith("video/") or name == "application/octet-stream"]
    return fitting[0] if fitting and "video/mp4" not in names else "video/mp4"


def _picture_type(operation: Operation, variant: str) -> str:
    """Return the document's image type for a preview; a sprite sheet is a JPEG where the document has the choice."""
    images = [name for name in operation.media_types() if name.startswith("image/")]
    if variant == "spritesheet" and "image/jpeg" in images:
        return "image/jpeg"
    return images[0] if images else "image/webp"
