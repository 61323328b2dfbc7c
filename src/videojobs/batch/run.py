"""`run_batch` and `arun_batch`: many prompts, each paid for once, whatever ends the program."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing
from functools import partial
from io import BufferedIOBase
from typing import Any, TypedDict, Unpack

from attrs import evolve, frozen

from videojobs.async_client import AsyncVideoClient
from videojobs.batch.batch_run import BatchOptions
from videojobs.batch.database import SqliteDatabase
from videojobs.batch.execution import (
    Folder,
    Place,
    check_names,
    new_store,
    open_store,
    session_of,
    work_with_tasks,
    work_with_threads,
)
from videojobs.batch.file_names import DATABASE
from videojobs.batch.loading import NumberedLines, load_lines
from videojobs.batch.paid_requests import Limits
from videojobs.batch.prompts import Prompt, read_prompts
from videojobs.batch.results import BatchProgress, BatchResult
from videojobs.batch.store import Store
from videojobs.client import VideoClient
from videojobs.jobs.limiter import checked_concurrency
from videojobs.jobs.worker_thread import run_in_thread

Lines = str | os.PathLike[str] | BufferedIOBase | Iterable[Prompt]


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
    work_folder: str | os.PathLike[str] | None
    database: str | None
    batch: str | None
    name: str | None


@frozen(kw_only=True)
class _Settings:
    """The keyword arguments of `run_batch`, sorted by what they are for."""

    place: Place
    limits: Limits
    options: BatchOptions
    allow_duplicates: bool = False


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
        folder: The folder of the clips, which is created if its parent exists; or the URL of a prefix in an object
            store, such as ``s3://bucket/prefix``, which needs ``pip install 'videojobs[objects]'`` and the fsspec
            package of the store. A clip is uploaded when it is complete.
        options: ``concurrency``: most lines at once (8), so most jobs that are rendered at once; ``max_jobs``: most
            jobs of all runs; ``allow_duplicates``: whether two lines may order the same clip; ``retry_failed``: pay
            again for lines without a clip; ``retry_unknown``: send lines again whose job is not in the provider's list;
            ``timeout``: seconds for the wait and the download of each line (3600); ``poll_interval``: see
            `VideoClient.wait`; ``on_progress``: called with a `BatchProgress`, from any thread, when a line begins or
            ends; ``work_folder``: with the URL of an object store, the folder on this machine for ``batch.sqlite`` and
            for clips on their way; ``database``: the URL of a PostgreSQL database in place of the file, which workers
            on other machines may share (`run_worker`): ``concurrency``, ``max_jobs`` and the rate hold for all of them
            together; ``batch``: the name of the batch there; ``name``: the name of this worker, by default that of the
            machine.

    Raises:
        InvalidBatch: Lines cannot be used, or were changed. Nothing was sent.
        InvalidRequest: The batch was started with another provider.
        ConfigurationError: The folder, a file in it or the database cannot be used, or another program works on this
            batch, or under this name.
    """
    settings = checked(options)
    with closing(open_store(client, folder, settings.place)) as store:
        add_lines(store, client, lines, settings)
        return work_with_threads(client, store, settings.options)


async def arun_batch(
    client: AsyncVideoClient, lines: Lines, folder: Folder, **options: Unpack[BatchKeywords]
) -> BatchResult:
    """Order a clip for each line, without blocking the event loop; see `run_batch`.

    A cancellation cuts off paid requests that are being sent; the next call looks for their jobs.
    """
    settings = checked(options)
    with closing(await run_in_thread(partial(open_store, client, folder, settings.place))) as store:
        await run_in_thread(partial(add_lines, store, client, lines, settings))
        return await work_with_tasks(client, store, settings.options)


def check_batch(
    client: VideoClient | AsyncVideoClient,
    lines: Lines,
    folder: Folder,
    *,
    allow_duplicates: bool = False,
    work_folder: Folder | None = None,
    database: str | None = None,
    batch: str | None = None,
) -> int:
    """Check all lines as `run_batch` does; send nothing, and write nothing. Return the number of new lines.

    Raises:
        InvalidBatch: Lines cannot be used, or were changed.
        ConfigurationError: The file or the database cannot be read, or another program works on this batch.
    """
    place = Place(database, batch, work_folder=work_folder)
    clips = place.clips(folder)
    opened_database = None
    if database is not None or clips.path(DATABASE).exists():
        opened_database = place.open_database(clips, works=False)
        if not opened_database.has_tables():
            opened_database.close()
            opened_database = None
    with closing(new_store(client, clips, opened_database or SqliteDatabase(None))) as store:
        return load_lines(store, session_of(client), _numbered(lines), allow_duplicates=allow_duplicates, keep=False)


def add_lines(store: Store, client: VideoClient | AsyncVideoClient, lines: Lines, settings: _Settings) -> int:
    """Check and add the lines, and set what holds for all workers; return the number of new lines."""
    added = load_lines(store, session_of(client), _numbered(lines), allow_duplicates=settings.allow_duplicates)
    io = client._io  # pyright: ignore[reportPrivateUsage]
    store.set_limits(evolve(settings.limits, rate=io.limiter.rate))
    return added


def checked(keywords: BatchKeywords) -> _Settings:
    """Return the keyword arguments of `run_batch` with their defaults.

    Raises:
        ConfigurationError: A value cannot be used.
        TypeError: A name is unknown.
    """
    check_names(keywords, BatchKeywords, "run_batch")
    values: dict[str, Any] = dict(keywords)
    place = Place(**{name: values.pop(name, None) for name in ("database", "batch", "name", "work_folder")})
    limits = Limits(values.pop("concurrency", 8), values.pop("max_jobs", None))
    allow_duplicates = values.pop("allow_duplicates", False)
    options = BatchOptions(**values)
    checked_concurrency(limits.concurrency)
    checked_concurrency(limits.max_jobs, "max_jobs")
    return _Settings(place=place, limits=limits, options=options, allow_duplicates=allow_duplicates)


def _numbered(lines: Lines) -> NumberedLines:
    if isinstance(lines, str | os.PathLike | BufferedIOBase):
        return read_prompts(lines)
    return enumerate(lines, start=1)
