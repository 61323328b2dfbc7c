"""Work on one line of a batch: create, wait and download; what provably costs nothing is repeated."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Lock

from attrs import evolve

from videojobs.batch.line_ledger import LineLedger
from videojobs.batch.paid_requests import NotSent
from videojobs.batch.prompts import MissingImage, Prompt
from videojobs.batch.results import LineStatus
from videojobs.batch.store import Store
from videojobs.errors import (
    AmbiguousCreate,
    ApiError,
    AuthenticationError,
    ConfigurationError,
    DownloadError,
    JobFailure,
    RateLimited,
    TransportError,
    VideoJobsError,
)
from videojobs.http.error_body import is_about_content
from videojobs.jobs.io import IO
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.render import Render, RenderOptions, render, resume_render
from videojobs.jobs.retry import backoff, concerns_money
from videojobs.jobs.session import Session

_TRIES = 4
_FIRST_DELAY, _MAX_DELAY = 2.0, 30.0
# The folder of the images is not there: to go through all lines would hold up those who have it.
_MAX_MISSING_IMAGES = 100


class LineRuns:
    """Works on the lines that one worker has, each in a thread or a task.

    Args:
        io: Network and time.
        session: The settings of the client.
        store: The database.
        options: The time limits of each line.

    Attributes:
        working: The numbers of the lines that are being worked on.
        without_image: The numbers of lines whose image is not on this machine.
        stopped_by: The error after which nothing is sent any more, or None.
        errors: The latest errors of lines that stay pending, by number.
    """

    def __init__(self, io: IO, session: Session, store: Store, options: RenderOptions) -> None:
        self._io = io
        self._session = session
        self._store = store
        self._options = options
        self._limited: set[int] = set()
        self._lock = Lock()
        self.working: set[int] = set()
        self.without_image: set[int] = set()
        self.stopped_by: VideoJobsError | None = None
        self.errors: dict[int, VideoJobsError] = {}

    async def work(self, number: int, prompt: Prompt, file: str) -> LineStatus | None:
        """Work on a line of this worker; return the status that was recorded, or None."""
        try:
            return await self._render(number, prompt, file)
        finally:
            with self._lock:
                self._limited.discard(number)

    async def _render(self, number: int, prompt: Prompt, file: str) -> LineStatus | None:
        session = evolve(self._session, ledger=LineLedger(self._store, number))
        path, attempt = self._store.clips.path(file), 0
        rendered: Render | None = None
        while True:
            try:
                if rendered is None:  # an upload that failed is repeated without another download
                    rendered = await self._rendered(session, number, prompt, path)
                await self._io.run_blocking(partial(self._store.clips.keep, file))
            except NotSent:
                # Left to another worker, or to the next run.
                await self._io.run_blocking(partial(self._store.finish, number, "pending"))
                return None
            except MissingImage as error:
                await self._leave_to_others(number, error)
                return None
            except VideoJobsError as error:
                status = await self._status_after(number, error)
                if status == "pending" and self._is_repeatable(error) and attempt < _TRIES - 1:
                    await self._io.sleep(backoff(attempt, session.clock, first=_FIRST_DELAY, max_delay=_MAX_DELAY))
                    if not await self._is_slot_awaited(number, error):
                        attempt += 1
                    continue
                return await self._end(number, status, error, error.job)
            return await self._end(number, "done", None, rendered.job)

    async def _rendered(self, session: Session, number: int, prompt: Prompt, path: Path) -> Render:
        if prompt.image is not None:
            # A job that is paid for needs no image any more.
            if await self._io.run_blocking(partial(self._store.has_job, number)):
                return await resume_render(self._io, session, path, self._options)
            digest = await self._io.run_blocking(partial(self._store.digest, number))
            await self._io.run_blocking(partial(prompt.check_image, digest))
        return await render(self._io, session, prompt.prompt, path, prompt.arguments, self._options)

    async def _leave_to_others(self, number: int, error: MissingImage) -> None:
        self.errors[number] = error
        self.without_image.add(number)
        if len(self.without_image) >= _MAX_MISSING_IMAGES:
            self.stop(ConfigurationError(f"{len(self.without_image)} images are missing, such as: {error.message}"))
        await self._io.run_blocking(partial(self._store.give_back, number))

    async def _status_after(self, number: int, error: VideoJobsError) -> LineStatus:
        """Return the status of a line after an error, and stop the batch if no other line would fare better."""
        if isinstance(error, JobFailure):
            return "failed"
        if isinstance(error, AmbiguousCreate):
            return "unknown"
        if isinstance(error, ConfigurationError):
            self.stop(error)
            return "pending"
        if await self._io.run_blocking(partial(self._concerns_all, error)):
            self.stop(error)
            await self._io.run_blocking(partial(self._store.stop, f"{type(error).__name__}: {error.message}"))
            return "pending"
        # A job that is paid for is never given up, since `retry_failed` would pay for another.
        has_job = await self._io.run_blocking(partial(self._store.has_job, number))
        if has_job or isinstance(error, TransportError | RateLimited):
            return "pending"
        return "failed"  # the server, or a check, refused this line; no job was started

    def _concerns_all(self, error: VideoJobsError) -> bool:
        """Whether the server refuses the key, or lacks money, so that it refuses all other lines, too."""
        if not isinstance(error, ApiError):
            return False
        if concerns_money(error):
            return True
        # It is another class if provider.yaml lists the code in `errors.not_the_key`.
        if not isinstance(error, AuthenticationError):
            return False
        if error.status_code == 401:
            return True
        # Some servers use 403 for a prompt, too; a key whose requests were accepted before is not what they refuse.
        is_content = is_about_content(error.code, error.error_type, error.api_message)
        return not is_content and not self._store.was_accepted()

    async def _is_slot_awaited(self, number: int, error: VideoJobsError) -> bool:
        """Whether a 429 may end when another line does: some providers bound the jobs that they render at once."""
        with self._lock:
            if isinstance(error, RateLimited):
                self._limited.add(number)
            else:
                self._limited.discard(number)
            others_work = len(self.working) > len(self._limited)
        if not isinstance(error, RateLimited):
            return False
        return others_work or await self._io.run_blocking(self._store.others_have_jobs)

    def _is_repeatable(self, error: VideoJobsError) -> bool:
        return self.stopped_by is None and isinstance(error, TransportError | RateLimited | DownloadError)

    def stop(self, error: VideoJobsError) -> None:
        """Send nothing more that is paid; jobs that are paid for are finished by the next run, at the latest."""
        self._store.is_stopped = True
        if self.stopped_by is None:
            self.stopped_by = error

    async def _end(
        self, number: int, status: LineStatus, error: VideoJobsError | None, job: VideoJob | None
    ) -> LineStatus | None:
        usage = None if job is None else job.usage
        is_recorded = await self._io.run_blocking(partial(self._store.finish, number, status, error=error, usage=usage))
        if status == "pending":
            assert error is not None, "a line without an error has ended"
            self.errors[number] = error
            # A server that cannot be reached by one line after all tries cannot be reached by the others.
            if isinstance(error, TransportError | RateLimited):
                self.stop(error)
        return status if is_recorded else None
