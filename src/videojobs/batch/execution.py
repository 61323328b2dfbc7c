"""Open the database of a batch, and run it with a client: in threads, or in tasks."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterable
from functools import partial

from attrs import frozen

from videojobs.async_client import AsyncVideoClient
from videojobs.batch.batch_run import BatchOptions, BatchRun
from videojobs.batch.clip_folder import ClipFolder
from videojobs.batch.database import Database, SqliteDatabase
from videojobs.batch.file_names import DATABASE
from videojobs.batch.object_folder import ObjectFolder, is_url
from videojobs.batch.postgres import PostgresDatabase
from videojobs.batch.results import BatchResult
from videojobs.batch.store import Store
from videojobs.client import VideoClient
from videojobs.errors import ConfigurationError
from videojobs.jobs.io import AsyncIO, SyncIO, run
from videojobs.jobs.session import Session
from videojobs.jobs.workers import TaskWorkers, ThreadWorkers

# After Ctrl-C, requests that are being sent get so many seconds for their response: it has the id of a paid job.
_SECONDS_FOR_RESPONSES = 15.0
_END_SECONDS = 2.0
Folder = str | os.PathLike[str]


@frozen
class Place:
    """Where the rows and the clips of a batch are.

    Attributes:
        database: The URL of a PostgreSQL database; None for a file beside the clips.
        batch: The name of the batch there; None for the default.
        name: The name of this worker; None for that of the machine.
        work_folder: The folder on this machine, if the clips go to an object store.
    """

    database: str | None = None
    batch: str | None = None
    name: str | None = None
    work_folder: Folder | None = None

    def __attrs_post_init__(self) -> None:
        if self.database is None and (self.batch is not None or self.name is not None):
            raise ConfigurationError(
                "a batch in a file has no name, and its only worker has none: pass database= to have one in PostgreSQL"
            )

    def clips(self, folder: Folder) -> ClipFolder:
        """Return the folder of the clips, or the prefix in an object store.

        Raises:
            ConfigurationError: The address cannot be used, or no folder on this machine is named.
        """
        if not is_url(folder):
            return ClipFolder(folder)
        if self.work_folder is None:
            raise ConfigurationError(
                "pass work_folder=: a folder on this machine for the record of the batch, and for clips on their way"
            )
        return ObjectFolder(str(folder), self.work_folder)

    def open_database(self, clips: ClipFolder, *, works: bool = True) -> Database:
        """Connect to the database.

        Args:
            clips: The folder that has the file, if it is one.
            works: Whether this program works on lines.

        Raises:
            ConfigurationError: It cannot be used.
        """
        if self.database is None:
            return SqliteDatabase(clips.path(DATABASE))
        worker = None
        if works:
            worker = self.name or socket.gethostname()[:60]
        return PostgresDatabase(self.database, self.batch, worker)


def check_names(keywords: Iterable[str], known: type, function: str) -> None:
    """Refuse an unknown keyword argument, as Python does where a function has no ``**options``.

    Args:
        keywords: The names that a caller passed.
        known: The `TypedDict` of those that there are.
        function: The name of the function.

    Raises:
        TypeError: A name is unknown.
    """
    unknown = sorted(set(keywords) - set(known.__annotations__))
    if unknown:
        raise TypeError(f"{function}() got an unexpected keyword argument {unknown[0]!r}")


def session_of(client: VideoClient | AsyncVideoClient) -> Session:
    """Return the settings of a client."""
    return client._session  # pyright: ignore[reportPrivateUsage]


def new_store(client: VideoClient | AsyncVideoClient, clips: ClipFolder, database: Database) -> Store:
    """Return the lines and requests in a database, which is closed if they cannot be used."""
    session = session_of(client)
    try:
        return Store(database, clips, session.dialect.name, session.base_url)
    except BaseException:
        database.close()
        raise


def open_store(client: VideoClient | AsyncVideoClient, folder: Folder, place: Place, *, creates: bool = True) -> Store:
    """Create the folder, and connect to the database.

    Args:
        client: Has the provider and its address.
        folder: The folder of the clips.
        place: The database.
        creates: Whether a batch that is not there is started.

    Raises:
        ConfigurationError: One of them cannot be used.
        InvalidRequest: The batch was started with another provider.
    """
    clips = place.clips(folder)
    clips.create()
    database = place.open_database(clips)
    if not creates:
        try:
            database.require_tables()
        except BaseException:
            database.close()
            raise
    return new_store(client, clips, database)


def work_with_threads(client: VideoClient, store: Store, options: BatchOptions) -> BatchResult:
    """Work on the lines until there are none for this worker."""
    io: SyncIO = client._io  # pyright: ignore[reportPrivateUsage]

    async def take_turn() -> float:
        return store.take_turn()

    flow = BatchRun(io.with_limiter(io.limiter.with_shared_rate(take_turn)), session_of(client), store, options)
    wake = client._closing.close  # pyright: ignore[reportPrivateUsage]
    return run(flow.run(partial(_PatientThreads, flow, store, wake)))


async def work_with_tasks(client: AsyncVideoClient, store: Store, options: BatchOptions) -> BatchResult:
    """Work on the lines until there are none for this worker, without blocking the event loop."""
    io: AsyncIO = client._io  # pyright: ignore[reportPrivateUsage]

    async def take_turn() -> float:
        return await io.run_blocking(store.take_turn)

    limited = io.with_limiter(io.limiter.with_shared_rate(take_turn))
    return await BatchRun(limited, session_of(client), store, options).run(TaskWorkers)


class _PatientThreads(ThreadWorkers):
    """Threads that finish the paid requests that they are sending.

    Args:
        flow: The run.
        store: The database.
        wake: Called, when the batch is interrupted, to end all waits for a poll or a rate.
        number: Most threads.
    """

    def __init__(self, flow: BatchRun, store: Store, wake: Callable[[], None], number: int) -> None:
        super().__init__(number)
        self._flow = flow
        self._store = store
        self._wake = wake

    async def close(self) -> None:
        """End the threads. After an interruption, send no further paid request, but wait for the responses."""
        if self._flow.is_working:
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
