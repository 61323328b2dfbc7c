"""`VideoClient`: one provider, with blocking calls."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

from videojobs._paid_calls import SyncPaidCalls
from videojobs.jobs.io import run
from videojobs.jobs.limiter import Kind
from videojobs.jobs.model.results import Deletion, Download
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.session import Target

if TYPE_CHECKING:
    from videojobs.errors import AmbiguousCreate, VideoJobsError
    from videojobs.jobs.list import Cursor
    from videojobs.jobs.wait_all import Schedule


class VideoClient(SyncPaidCalls):
    """A client of one provider, with blocking calls. Threads may share it.

    Args:
        provider: A provider's name, such as ``compatible``, or a `Dialect` of your own. Where a type checker is used,
            text from elsewhere passes through `provider_name`.
        api_key: The key; None for that of the provider's environment variables. An empty one is refused. Or a callable
            without arguments that returns it, called for each request: for tokens that expire. It should be quick, and
            may not be async.
        base_url: URL of the API; by default the provider's own, if it has one.
        timeout: Seconds for one request and its response, five times as many for a paid one, which servers may take
            minutes to accept; for a download, between two bytes. None for no limit.
        http_client: An `httpx.Client` of yours to send with. It is not closed here.
        contract: Called with an `Observation` of each response, to check whether the provider conforms to its document;
            see `videojobs.contract`. If it raises, a `ContractWarning` reports that once, and the call goes on.
        ledger: File that records each paid request before it is sent, and its outcome; see `videojobs.recover`.
        concurrency: Most requests under way at once, in all threads, and most downloads, counted separately; None for
            100 of either, and up to 500 polls of `wait_all`. A request whose turn has not come is not sent; time limits
            of requests start when they are sent. `wait` and `download` wait for their turn within their ``timeout``,
            `create` as long as it takes.
        rate: Most paid requests in a time, such as ``"30/min"``: at most 30 leave in any 60 seconds, repetitions
            included. A number is per second; see `Rate`.
        default_headers: Headers of yours that each request to the API has, such as ``{"HTTP-Referer": ...}``. They are
            not sent to other hosts, and those that the provider needs win.
        on_retry: Called with a `Retry` at each failure after which a call pauses and tries again. A wait goes on for
            ten minutes without a response, and only this shows it; once the job is received again, ``on_update`` is
            called, too. It should be quick; what it raises ends the call. `wait_all` calls it in several threads.
        transport: ``httpx``; see `AsyncVideoClient` for another.

    Raises:
        ConfigurationError: There is no such provider, its key or base URL is missing, or an argument cannot be used.

    Each method that sends requests may raise `ApiError`, `TransportError` and `DecodeError`, and `ConfigurationError`
    if the client is closed, or its key callable or its ledger cannot be used. ``Raises`` lists what else it may raise.
    """

    _http_client_class = "Client"
    _transports = ("httpx",)
    _endpoint_function = "sync"

    def _call_in_slot(self, kind: Kind, endpoint: Callable[[], Any]) -> Any:
        async def call() -> Any:
            async with self._io.slot(kind):
                return endpoint()

        return run(call())

    def retrieve(self, job: Target) -> VideoJob:
        """Return the latest state of a job.

        Raises:
            NotFound: There is no such job.
            DecodeError: The response is no job, or another job.
        """
        from videojobs.jobs.retrieve import retrieve

        return run(retrieve(self._io, self._session, job))

    def wait(
        self,
        job: Target,
        *,
        timeout: float | None = 900.0,
        on_update: Callable[[VideoJob], object] | None = None,
        poll_interval: float | None = None,
    ) -> VideoJob:
        """Poll a job until it is finished, successfully or not; see `VideoJob.raise_for_failure`.

        Args:
            job: The job.
            timeout: Seconds for the whole wait; 0 polls once; None or infinity for no limit.
            on_update: Called with the job when its status or progress changes.
            poll_interval: Seconds between polls; None for 1 s growing to 20 s, or what the server requests, but at
                least 1 s. The server may always request a longer pause.

        Raises:
            WaitTimeout: The job was not finished in time. It may still finish; the error carries it.
            ApiError: The provider refuses to return this job, or sent nothing but errors for ten minutes.
        """
        from videojobs.jobs.wait import wait

        return run(
            wait(self._io, self._session, job, timeout=timeout, on_update=on_update, poll_interval=poll_interval)
        )

    def wait_all(
        self,
        jobs: Iterable[Target],
        *,
        timeout: float | None = 900.0,
        on_update: Callable[[VideoJob], object] | None = None,
        poll_interval: float | None = None,
    ) -> builtins.list[VideoJob | VideoJobsError]:
        """Poll many jobs until each is finished; return one result per job, in their order.

        A result is the finished job, or the error that `wait` would have raised for it (``error.ref`` is the job): one
        job that cannot be polled loses no other. Each poll has a connection to itself: 50 at once, or one per 20 jobs,
        up to 100 (of an `AsyncVideoClient`, 500); an ``http_client`` of yours is never used for more than it has.

        Args:
            jobs: The jobs.
            timeout: Seconds for all of them together; 0 polls each once; None or infinity for no limit.
            on_update: Called with a job when its status or progress changes; what it raises ends the call.
            poll_interval: Seconds between the polls of one job; see `wait`.

        Raises:
            InvalidRequest: A job is of another provider, or a number cannot be used. Nothing was sent.
        """
        from videojobs.jobs.wait_all import wait_all

        return run(wait_all(self._schedule(jobs, timeout=timeout, on_update=on_update, poll_interval=poll_interval)))

    def as_completed(
        self,
        jobs: Iterable[Target],
        *,
        timeout: float | None = 900.0,
        on_update: Callable[[VideoJob], object] | None = None,
        poll_interval: float | None = None,
    ) -> Iterator[VideoJob | VideoJobsError]:
        """Yield each job as soon as it is finished, or the error that `wait` would have raised for it.

        Nothing is polled while the program works on an item. The arguments are those of `wait_all`; ``timeout`` counts
        from this call.

        Raises:
            InvalidRequest: A job is of another provider, or a number cannot be used. Nothing was sent.
        """
        schedule = self._schedule(
            jobs, timeout=timeout, on_update=on_update, poll_interval=poll_interval
        )  # here, not in the generator, which runs at the first next()
        return self._completed(schedule)

    def _completed(self, schedule: Schedule) -> Iterator[VideoJob | VideoJobsError]:
        try:
            while schedule.has_more:
                yield from run(schedule.finished()).values()
        finally:
            run(schedule.close())

    def _schedule(self, jobs: Iterable[Target], **options: Any) -> Schedule:
        from videojobs.jobs.wait_all import Schedule
        from videojobs.jobs.workers import MAX_THREADS, ThreadWorkers

        limit = min(MAX_THREADS, self._low_level_client().connections.max_requests)
        return Schedule(self._io, self._session, ThreadWorkers(), jobs, limit=limit, **options)

    def download(
        self,
        job: Target,
        path: str | os.PathLike[str],
        *,
        variant: str = "video",
        on_progress: Callable[[int, int | None], None] | None = None,
        max_bytes: int | None = None,
        timeout: float | None = None,
    ) -> Download:
        """Download a clip to ``path``, which never holds a partial or a wrong file. Resumes an earlier call.

        Args:
            job: The job.
            path: The file to write; its folder must exist. An older file stays until the new one is verified.
            variant: ``video``, or an image of it: ``thumbnail``, ``spritesheet``, where the provider has them.
            on_progress: Called with the bytes so far and the total, if known.
            max_bytes: Most bytes to accept. Without it, a clip whose length the server does not send ends at 4 GiB.
            timeout: Seconds for the whole download; None for no limit but the client's, which then bounds the headers
                and the time between two bytes.

        Raises:
            ContentNotReady: The job has no clip (yet).
            WrongContent: The response is not of the requested variant.
            IncompleteDownload: The connection kept breaking, or the time is over. Call again to resume.
            DownloadError: The disk, ``max_bytes`` or a forbidden redirect stopped it.
            NotSupported: The provider does not have this variant.
        """
        from videojobs.jobs.download.download import download

        return run(
            download(
                self._io,
                self._session,
                job,
                path,
                variant=variant,
                on_progress=on_progress,
                max_bytes=max_bytes,
                timeout=timeout,
            )
        )

    def list(
        self,
        *,
        limit: int | None = None,
        order: str | None = None,
        after: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[VideoJob]:
        """List all jobs, page after page as they are needed.

        Args:
            limit: Jobs per page; all pages are fetched, whatever it is.
            order: ``asc`` or ``desc`` by time of creation.
            after: Id of a job: start after it.
            headers: Headers of the requests, in place of those that the provider's list has by default: some gateways
                choose by one whose jobs they list.

        Raises:
            NotSupported: The provider has no list.
            DecodeError: The response is no list, or its cursor does not move.
        """
        from videojobs.jobs.list import Cursor, check_cursor

        cursor = Cursor(limit, order, after, dict(headers or {}))
        check_cursor(self._session, cursor)  # here, not in the generator, which runs at the first next()
        return self._pages(cursor)

    def _pages(self, cursor: Cursor) -> Iterator[VideoJob]:
        from videojobs.jobs.list import next_page

        has_more = True
        while has_more:
            page = run(next_page(self._io, self._session, cursor))
            yield from page.jobs
            has_more = page.has_more

    def find(self, error: AmbiguousCreate) -> tuple[VideoJob, ...]:
        """Return the jobs that a paid request of unknown outcome may have started, from the provider's list.

        A job is one if it was created between ten minutes before the request (clocks differ) and an hour after it, and
        has its prompt. Those without a prompt in the list come last. No candidate is no proof: some servers list a job
        late.

        Raises:
            NotSupported: The provider has no list.
            InvalidRequest: The error is of another provider.
        """
        from videojobs.jobs.recover.candidates import find_candidates

        return run(find_candidates(self._io, self._session, error))

    def delete(self, job: Target) -> Deletion:
        """Delete a job and its clip.

        Raises:
            NotSupported: The provider has no such operation.
            NotFound: There is no such job.
        """
        from videojobs.jobs.delete import delete

        return run(delete(self._io, self._session, job))

    def close(self) -> None:
        """Close the connections that were opened here. The client cannot be used again.

        Calls that wait for a slot, a rate or the next poll end with a `ConfigurationError`.
        """
        self._is_closed = True
        self._closing.close()
        if self._client is not None:
            self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()
