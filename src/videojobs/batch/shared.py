"""Batches in PostgreSQL: add lines, work on them on several machines, and take over those of a dead worker."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from typing import Any, TypedDict, Unpack

from attrs import frozen

from videojobs.async_client import AsyncVideoClient
from videojobs.batch.batch_run import BatchOptions
from videojobs.batch.clip_folder import NoFolder
from videojobs.batch.execution import (
    Folder,
    Place,
    check_names,
    new_store,
    open_store,
    work_with_tasks,
    work_with_threads,
)
from videojobs.batch.postgres import PostgresDatabase
from videojobs.batch.results import BatchProgress, BatchResult
from videojobs.batch.run import Lines, add_lines, checked
from videojobs.batch.store import Store, adopt
from videojobs.client import VideoClient
from videojobs.jobs.worker_thread import run_in_thread


class WorkerKeywords(TypedDict, total=False):
    """The keyword arguments of `run_worker`; see there."""

    batch: str | None
    name: str | None
    work_folder: Folder | None
    concurrency: int | None
    stay: bool
    timeout: float | None
    poll_interval: float | None
    on_progress: Callable[[BatchProgress], object | Awaitable[object]] | None


@frozen
class AdoptedLines:
    """What a dead worker left.

    Attributes:
        free: The number of its lines, which any worker may take now.
        unknown: The number of lines of which it is unknown whether it started a job; the workers look for those in the
            provider's list, and send none again.
    """

    free: int
    unknown: int


def enqueue_batch(
    client: VideoClient | AsyncVideoClient,
    lines: Lines,
    database: str,
    *,
    batch: str | None = None,
    concurrency: int = 8,
    max_jobs: int | None = None,
    allow_duplicates: bool = False,
) -> int:
    """Check lines as `run_batch` does, and add them for `run_worker`; return the number of new ones. Nothing is sent.

    Args:
        client: Has the provider, its address and the rate; no request is sent.
        lines: A file, as `read_prompts` reads it, or the lines.
        database: The URL of a PostgreSQL database.
        batch: The name of the batch there, or None.
        concurrency: Most lines that all workers together work on at once.
        max_jobs: Most jobs of all workers and runs, or None.
        allow_duplicates: Whether two lines may order the same clip.

    Raises:
        InvalidBatch: Lines cannot be used, or were changed. None was added.
        InvalidRequest: The batch was started with another provider.
        ConfigurationError: The file cannot be read, or the database cannot be used.
    """
    settings = checked(
        {
            "database": database,
            "batch": batch,
            "concurrency": concurrency,
            "max_jobs": max_jobs,
            "allow_duplicates": allow_duplicates,
        }
    )
    clips = NoFolder()
    with closing(new_store(client, clips, settings.place.open_database(clips, works=False))) as store:
        return add_lines(store, client, lines, settings)


def run_worker(client: VideoClient, folder: Folder, database: str, **options: Unpack[WorkerKeywords]) -> BatchResult:
    """Work on the lines of a batch in PostgreSQL, beside other workers, until all are done.

    A worker that is started again under its name takes over the lines that it had. Rate, ``concurrency`` and
    ``max_jobs`` of `run_batch` or `enqueue_batch` hold for all workers together.

    Args:
        client: Where requests go: the provider and the address that the batch was started with. A ``rate`` of its own
            bounds this worker in addition.
        folder: The folder for the clips that this worker saves, or the URL of an object store, as for `run_batch`;
            several may share one.
        database: The URL of the PostgreSQL database.
        options: ``batch``: the name of the batch there; ``name``: the name of this worker, by default that of the
            machine; ``work_folder``: see `run_batch`; ``concurrency``: most lines that this worker works on at once, by
            default as many as all together may; ``stay``: whether to wait for further lines when all are done;
            ``timeout``, ``poll_interval`` and ``on_progress``: see `run_batch`.

    Raises:
        InvalidRequest: The batch was started with another provider.
        ConfigurationError: There is no such batch, the folder or the database cannot be used, or another worker has
            this name.
    """
    place, settings = _checked(database, options)
    with closing(open_store(client, folder, place, creates=False)) as store:
        return work_with_threads(client, store, settings)


async def arun_worker(
    client: AsyncVideoClient, folder: Folder, database: str, **options: Unpack[WorkerKeywords]
) -> BatchResult:
    """Work on the lines of a batch in PostgreSQL, without blocking the event loop; see `run_worker`."""
    place, settings = _checked(database, options)
    with closing(await run_in_thread(partial(open_store, client, folder, place, creates=False))) as store:
        return await work_with_tasks(client, store, settings)


def adopt_worker(database: str, name: str, *, batch: str | None = None) -> AdoptedLines:
    """Give the lines of a worker that has ended, and will not be started again, to the other workers. Sends nothing.

    Args:
        database: The URL of the PostgreSQL database.
        name: The name of the worker.
        batch: The name of the batch, or None.

    Raises:
        ConfigurationError: There is no such batch or worker, or the worker is still connected.
    """
    with closing(Store.of_existing(PostgresDatabase(database, batch), NoFolder())) as store:
        return AdoptedLines(*adopt(store, name))


def _checked(database: str, keywords: WorkerKeywords) -> tuple[Place, BatchOptions]:
    check_names(keywords, WorkerKeywords, "run_worker")
    values: dict[str, Any] = dict(keywords)
    place = Place(database, **{name: values.pop(name, None) for name in ("batch", "name", "work_folder")})
    return place, BatchOptions(at_once=values.pop("concurrency", None), **values)
