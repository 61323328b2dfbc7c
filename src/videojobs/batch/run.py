"""`run_batch` and `arun_batch`: many prompts, each paid for once, whatever ends the program."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable, Generator, Iterable
from contextlib import contextmanager
from functools import partial
from typing import TypedDict, Unpack

from videojobs.async_client import AsyncVideoClient
from videojobs.batch.clips import ClipFolder
from videojobs.batch.flow import BatchOptions, BatchRun
from videojobs.batch.loading import NumberedLines, load_lines
from videojobs.batch.names import DATABASE
from videojobs.batch.prompts import Prompt, read_prompts
from videojobs.batch.results import BatchProgress, BatchResult
from videojobs.batch.store import Store
from videojobs.client import VideoClient
from videojobs.errors import ConfigurationError
from videojobs.jobs.clock import checked_timeout
from videojobs.jobs.io import run
from videojobs.jobs.limiter import Limiter, checked_concurrency
from videojobs.jobs.session import Session
from videojobs.jobs.worker_thread import run_in_thread
from videojobs.jobs.workers import TaskWorkers, ThreadWorkers

# After Ctrl-C, requests that are being sent get so many seconds for their response: it has the id of a paid job.
_SECONDS_FOR_RESPONSES = 15.0
_END_SECONDS = 2.0
Lines = str | os.PathLike[str] | Iterable[Prompt]
Folder = str | os.PathLike[str]


class BatchKeywords(TypedDict, total=False):
    """The keyword arguments of `run_batch`; see there."""

    concurrency: int
    max_jobs: int | None
    allow_duplicates: bool
    retry_failed: bool
    retry_unknown: bool
    timeout: float | None
    poll_interval: float | None
    on_progress: Callable[[BatchProgress], object | Awaitable[object]] | None


class _PatientThreads(ThreadWorkers):
    """Threads that finish the paid requests that they are sending.

    Args:
        store: The database.
        number: Most threads.
        wake: Called, when the batch is interrupted, to end all waits for a poll or a rate.
    """

    def __init__(self, store: Store, number: int, wake: Callable[[], None]) -> None:
        super().__init__(number)
        self._store = store
        self._wake = wake

    async def close(self) -> None:
        """End the threads. After an interruption, send no further paid request, but wait for the responses."""
        if self._store.working:
            self._store.is_stopped = True
            ends_at = time.monotonic() + _SECONDS_FOR_RESPONSES
            while self._store.being_sent and time.monotonic() < ends_at:
                time.sleep(0.05)  # noqa: ASYNC251 - a flow over SyncIO runs in no event loop
            self._wake()
        await super().close()

    def join(self, seconds: float) -> None:  # noqa: ARG002 - of the base class
        """Wait for the end of all threads together."""
        ends_at = time.monotonic() + _END_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, ends_at - time.monotonic()))


def run_batch(client: VideoClient, lines: Lines, folder: Folder, **options: Unpack[BatchKeywords]) -> BatchResult:
    """Order a clip for each line, and save all of them in a folder. The same call goes on after a crash.

    Ctrl-C closes the client, after it has waited for the responses to paid requests that are being sent.

    All lines are checked before the first paid request. A paid request is recorded in ``batch.sqlite`` in the folder
    before it is sent; one whose outcome is unknown is looked for in the provider's list, and is not sent again. Nothing
    is overwritten. ``manifest.jsonl`` in the folder has one JSON object for each line that has ended.

    Args:
        client: Where requests go. Its ``rate`` bounds the paid ones, those of earlier runs included; its ledger is not
            used.
        lines: A file, as `read_prompts` reads it, or the lines. Further ones may be added at the end later.
        folder: The folder of the clips; it is created if its parent exists.
        options: ``concurrency``: most lines at once (8), so most jobs that are rendered at once; ``max_jobs``: most
            jobs of all runs; ``allow_duplicates``: whether two lines may order the same clip; ``retry_failed``: pay
            again for lines without a clip; ``retry_unknown``: send lines again whose job is not in the provider's list;
            ``timeout``: seconds for the wait and the download of each line (3600); ``poll_interval``: see
            `VideoClient.wait`; ``on_progress``: called with a `BatchProgress`, from any thread, when a line begins or
            ends.

    Raises:
        InvalidBatch: Lines cannot be used, or were changed. Nothing was sent.
        InvalidRequest: The batch was started with another provider.
        ConfigurationError: The folder or a file in it cannot be used, or another program works on this batch.
    """
    settings = _checked_options(options)
    session = client._session  # pyright: ignore[reportPrivateUsage]
    io = client._io  # pyright: ignore[reportPrivateUsage]
    with _opened_store(session, _created(folder)) as store:
        _prepare(store, session, io.limiter, lines, settings)
        flow = BatchRun(io, session, store, settings)
        wake = client._closing.close  # pyright: ignore[reportPrivateUsage]
        return run(flow.run(partial(_PatientThreads, store, settings.concurrency, wake)))


async def arun_batch(
    client: AsyncVideoClient, lines: Lines, folder: Folder, **options: Unpack[BatchKeywords]
) -> BatchResult:
    """Order a clip for each line, without blocking the event loop; see `run_batch`.

    A cancellation cuts off paid requests that are being sent; the next call looks for their jobs.
    """
    settings = _checked_options(options)
    session = client._session  # pyright: ignore[reportPrivateUsage]
    io = client._io  # pyright: ignore[reportPrivateUsage]
    store = await run_in_thread(lambda: Store(_created(folder), session.dialect.name, session.base_url))
    try:
        await run_in_thread(partial(_prepare, store, session, io.limiter, lines, settings))
        return await BatchRun(io, session, store, settings).run(TaskWorkers)
    finally:
        store.close()


def check_batch(
    client: VideoClient | AsyncVideoClient, lines: Lines, folder: Folder, *, allow_duplicates: bool = False
) -> int:
    """Check all lines as `run_batch` does; send nothing, and write nothing. Return the number of new lines.

    Raises:
        InvalidBatch: Lines cannot be used, or were changed.
        ConfigurationError: The file cannot be read, or another program works on this batch.
    """
    session = client._session  # pyright: ignore[reportPrivateUsage]
    clips = ClipFolder(folder)
    with _opened_store(session, clips, in_memory=not clips.path(DATABASE).exists()) as store:
        return load_lines(store, session, _numbered(lines), allow_duplicates=allow_duplicates, keep=False)


def _checked_options(options: BatchKeywords) -> BatchOptions:
    settings = BatchOptions(**options)
    checked_timeout(settings.timeout, ConfigurationError)
    checked_concurrency(settings.concurrency)
    checked_concurrency(settings.max_jobs, "max_jobs")
    return settings


@contextmanager
def _opened_store(session: Session, clips: ClipFolder, *, in_memory: bool = False) -> Generator[Store]:
    store = Store(clips, session.dialect.name, session.base_url, in_memory=in_memory)
    try:
        yield store
    finally:
        store.close()


def _created(folder: Folder) -> ClipFolder:
    clips = ClipFolder(folder)
    clips.create()
    return clips


def _prepare(store: Store, session: Session, limiter: Limiter, lines: Lines, settings: BatchOptions) -> None:
    """Check and add the lines, and count the paid requests of earlier runs for the rate."""
    load_lines(store, session, _numbered(lines), allow_duplicates=settings.allow_duplicates)
    if limiter.rate is not None:
        limiter.count_earlier(store.sent_since(limiter.rate.seconds))


def _numbered(lines: Lines) -> NumberedLines:
    if isinstance(lines, str | os.PathLike):
        return read_prompts(lines)
    return enumerate(lines, start=1)
