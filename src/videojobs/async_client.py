"""`AsyncVideoClient`: one provider, with asyncio or trio. Each method is described at `VideoClient`."""

from __future__ import annotations

import builtins
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

from videojobs._paid_calls import AsyncPaidCalls
from videojobs.jobs.limiter import Kind
from videojobs.jobs.model.results import Deletion, Download
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.session import Target

if TYPE_CHECKING:
    from videojobs.errors import AmbiguousCreate, VideoJobsError
    from videojobs.jobs.list import Cursor
    from videojobs.jobs.wait_all import Schedule


class AsyncVideoClient(AsyncPaidCalls):
    """A client of one provider that does not block the event loop; for asyncio and trio.

    Its arguments are those of `VideoClient`, with an `httpx.AsyncClient`; ``concurrency`` counts per event loop,
    and ``on_retry`` may be an async function. A download runs in a worker thread; cancelling it stops the transfer,
    waits for the thread, and keeps the ``.part`` file.

    ``transport="aiohttp"`` sends over the connections of aiohttp, which take less CPU, for programs that poll
    thousands of jobs. It needs ``pip install 'videojobs[aiohttp]'``, and works with asyncio only. No failure of it
    proves that a paid request was not sent: also a refused connection is an `AmbiguousCreate`.
    """

    _http_client_class = "AsyncClient"
    _transports = ("httpx", "aiohttp")
    _endpoint_function = "asyncio"

    async def _call_in_slot(self, kind: Kind, endpoint: Callable[[], Any]) -> Any:
        async with self._io.slot(kind):
            return await endpoint()

    async def retrieve(self, job: Target) -> VideoJob:
        """Return the latest state of a job; see `VideoClient.retrieve`."""
        from videojobs.jobs.retrieve import retrieve

        return await retrieve(self._io, self._session, job)

    async def wait(
        self,
        job: Target,
        *,
        timeout: float | None = 900.0,
        on_update: Callable[[VideoJob], object | Awaitable[object]] | None = None,
        poll_interval: float | None = None,
    ) -> VideoJob:
        """Poll a job until it is finished; see `VideoClient.wait`. ``on_update`` may be an async function."""
        from videojobs.jobs.wait import wait

        return await wait(
            self._io, self._session, job, timeout=timeout, on_update=on_update, poll_interval=poll_interval
        )

    async def wait_all(
        self,
        jobs: Iterable[Target],
        *,
        timeout: float | None = 900.0,
        on_update: Callable[[VideoJob], object | Awaitable[object]] | None = None,
        poll_interval: float | None = None,
    ) -> builtins.list[VideoJob | VideoJobsError]:
        """Poll many jobs until each is finished; see `VideoClient.wait_all`."""
        from videojobs.jobs.wait_all import wait_all

        return await wait_all(self._schedule(jobs, timeout=timeout, on_update=on_update, poll_interval=poll_interval))

    def as_completed(
        self,
        jobs: Iterable[Target],
        *,
        timeout: float | None = 900.0,
        on_update: Callable[[VideoJob], object | Awaitable[object]] | None = None,
        poll_interval: float | None = None,
    ) -> AsyncIterator[VideoJob | VideoJobsError]:
        """Yield each job as soon as it is finished, or its error; see `VideoClient.as_completed`."""
        from videojobs.jobs.wait_all import as_completed

        return as_completed(self._schedule(jobs, timeout=timeout, on_update=on_update, poll_interval=poll_interval))

    def _schedule(self, jobs: Iterable[Target], **options: Any) -> Schedule:
        from videojobs.jobs.wait_all import Schedule
        from videojobs.jobs.workers import TaskWorkers

        limit = self._low_level_client().connections.max_requests
        return Schedule(self._io, self._session, TaskWorkers(), jobs, limit=limit, **options)

    async def download(
        self,
        job: Target,
        path: str | os.PathLike[str],
        *,
        variant: str = "video",
        on_progress: Callable[[int, int | None], None] | None = None,
        max_bytes: int | None = None,
        timeout: float | None = None,
    ) -> Download:
        """Download a clip; see `VideoClient.download`. ``on_progress`` is called in the event loop, at each MiB."""
        from videojobs.jobs.download.download import download

        return await download(
            self._io,
            self._session,
            job,
            path,
            variant=variant,
            on_progress=on_progress,
            max_bytes=max_bytes,
            timeout=timeout,
        )

    def list(
        self,
        *,
        limit: int | None = None,
        order: str | None = None,
        after: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[VideoJob]:
        """List all jobs, page after page as they are needed; see `VideoClient.list`."""
        from videojobs.jobs.list import Cursor, check_cursor

        cursor = Cursor(limit, order, after, dict(headers or {}))
        check_cursor(self._session, cursor)
        return self._pages(cursor)

    async def _pages(self, cursor: Cursor) -> AsyncIterator[VideoJob]:
        from videojobs.jobs.list import next_page

        has_more = True
        while has_more:
            page = await next_page(self._io, self._session, cursor)
            for job in page.jobs:
                yield job
            has_more = page.has_more

    async def find(self, error: AmbiguousCreate) -> tuple[VideoJob, ...]:
        """Return the jobs that a paid request of unknown outcome may have started; see `VideoClient.find`."""
        from videojobs.jobs.recover.candidates import find_candidates

        return await find_candidates(self._io, self._session, error)

    async def delete(self, job: Target) -> Deletion:
        """Delete a job and its clip; see `VideoClient.delete`."""
        from videojobs.jobs.delete import delete

        return await delete(self._io, self._session, job)

    async def aclose(self) -> None:
        """Close the connections that were opened here. The client cannot be used again.

        Calls that wait for a slot, a rate or the next poll end with a `ConfigurationError`.
        """
        self._is_closed = True
        self._closing.close()
        if self._client is not None:
            self._client.close()  # the connections of downloads, which block, in worker threads
            await self._client.aclose()

    async def close(self) -> None:
        """Close the connections that were opened here; the same as `aclose`."""
        await self.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.aclose()
