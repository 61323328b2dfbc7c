"""`recover` and `arecover`: finish what a crash cut off, by the lines of a ledger."""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, ExitStack
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from attrs import frozen

from videojobs.async_client import AsyncVideoClient
from videojobs.client import VideoClient
from videojobs.errors import ConfigurationError, printable
from videojobs.jobs.closing import Closing
from videojobs.jobs.io import run
from videojobs.jobs.limiter import Slots, TaskSlots, ThreadSlots
from videojobs.jobs.model.results import Download, Retry
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.recover.flow import NewPaths, RecoveredJob, recover_jobs, unfinished_jobs, unreachable
from videojobs.jobs.registry import provider_name
from videojobs.jobs.worker_thread import run_in_thread
from videojobs.jobs.workers import TaskWorkers, ThreadWorkers, Workers, run_at_once
from videojobs.ledger import Ledger, LedgerState

# A few fill the line; more would only share it.
_MAX_DOWNLOADS = 8
_END_SECONDS = 5.0
Directory = str | os.PathLike[str] | None


@frozen
class Recovery:
    """The result of a recovery.

    Attributes:
        jobs: One item per paid request or job of the ledger that was not finished.
    """

    jobs: tuple[RecoveredJob, ...]

    @property
    def downloads(self) -> tuple[Download, ...]:
        """The files that were saved."""
        return tuple(download for job in self.jobs for download in job.downloads)

    @property
    def unsaved(self) -> tuple[RecoveredJob, ...]:
        """The jobs whose clip is still at the provider: unfinished, failed, or without a path to save it to."""
        return tuple(job for job in self.jobs if job.ref is not None and not job.downloads)

    @property
    def unknown(self) -> tuple[RecoveredJob, ...]:
        """The requests of which it is still unknown whether they started a job."""
        return tuple(job for job in self.jobs if job.ref is None)


def recover(
    source: str | os.PathLike[str] | VideoClient,
    *,
    directory: Directory = None,
    timeout: float | None = 900.0,
    on_update: Callable[[VideoJob], object] | None = None,
    on_retry: Callable[[Retry], object] | None = None,
) -> Recovery:
    """Finish what a crash cut off: find jobs, wait for them, save their clips. Never starts a job.

    Call it while no other program is at work with the same ledger: a request that is just being sent looks like one
    that was cut off.

    Args:
        source: The path of a ledger, with keys from the environment; or a client with a ledger, for its address only.
        directory: An existing folder for the clips of jobs that no download had begun for, named by their ids; None
            returns such jobs without a download.
        timeout: Seconds for all waits together; None for no limit. A job that takes longer is left to the next call.
            All jobs are waited for at once, those of several providers too, and up to eight clips are downloaded at
            once.
        on_update: Called with a job when its status or progress changes; for each provider in a thread of its own.
        on_retry: Called in the same way with each failure after which a request is repeated; if ``source`` is a client,
            its own is called instead.

    Returns:
        One item per request or job that was not finished, with what was done and what is left.

    Raises:
        ConfigurationError: There is no ledger, it cannot be read or written, or the folder does not exist.
    """
    folder = _checked_directory(directory)
    slots = ThreadSlots(_MAX_DOWNLOADS)
    if isinstance(source, VideoClient):
        return Recovery(tuple(run(_recover_with(source, folder, timeout, slots, on_update=on_update))))
    plan = _plan(source, folder)
    flows: list[Callable[[], Coroutine[Any, Any, list[RecoveredJob]]]] = []
    workers, closings = ThreadWorkers(), list[Closing]()
    with ExitStack() as clients:
        for provider, base_url in plan.addresses:
            try:
                client = clients.enter_context(
                    VideoClient(provider_name(provider), base_url=base_url, ledger=plan.ledger.path, on_retry=on_retry)
                )
            except ConfigurationError as error:  # no such provider, or no key
                flows.append(partial(plan.unreachable, (provider, base_url), error))
            else:
                flows.append(partial(_recover_with, client, folder, timeout, slots, plan.paths, on_update=on_update))
                closings.append(client._closing)  # pyright: ignore[reportPrivateUsage]
        # After Ctrl-C, in reverse: each flow is woken, ends its downloads, and then its connections are closed.
        clients.callback(workers.join, _END_SECONDS)
        for closing in closings:
            clients.callback(closing.close)
        return Recovery(tuple(chain.from_iterable(run(run_at_once(workers, flows)))))


async def arecover(
    source: str | os.PathLike[str] | AsyncVideoClient,
    *,
    directory: Directory = None,
    timeout: float | None = 900.0,
    on_update: Callable[[VideoJob], object] | None = None,
    on_retry: Callable[[Retry], object] | None = None,
) -> Recovery:
    """Finish what a crash cut off, without blocking the event loop; see `recover`."""
    folder = _checked_directory(directory)
    slots = TaskSlots(_MAX_DOWNLOADS)
    if isinstance(source, AsyncVideoClient):
        return Recovery(tuple(await _recover_with(source, folder, timeout, slots, on_update=on_update)))
    plan = await run_in_thread(partial(_plan, source, folder))
    flows: list[Callable[[], Coroutine[Any, Any, list[RecoveredJob]]]] = []
    async with AsyncExitStack() as clients:
        for provider, base_url in plan.addresses:
            try:
                client = AsyncVideoClient(
                    provider_name(provider), base_url=base_url, ledger=plan.ledger.path, on_retry=on_retry
                )
            except ConfigurationError as error:
                flows.append(partial(plan.unreachable, (provider, base_url), error))
            else:
                await clients.enter_async_context(client)
                flows.append(partial(_recover_with, client, folder, timeout, slots, plan.paths, on_update=on_update))
        return Recovery(tuple(chain.from_iterable(await run_at_once(TaskWorkers(), flows))))


def ledger_jobs(path: str | os.PathLike[str]) -> list[JobRef]:
    """Return the refs of all jobs in a ledger, in order, saved or not.

    Raises:
        ConfigurationError: There is no ledger, or it cannot be read.
    """
    _, state = _open(path)
    return [JobRef(provider=job.provider, id=job.id, base_url=job.base_url) for job in state.jobs.values()]


async def _recover_with(
    client: VideoClient | AsyncVideoClient,
    directory: Path | None,
    timeout: float | None,
    downloads: Slots,
    paths: NewPaths | None = None,
    *,
    on_update: Callable[[VideoJob], object] | None = None,
) -> list[RecoveredJob]:
    """Recover the jobs of one provider and address."""
    session = client._session  # pyright: ignore[reportPrivateUsage]
    ledger = session.ledger
    if ledger is None:
        raise ConfigurationError(
            "this client has no ledger to recover from; pass ledger= to it", provider=client.dialect.name
        )
    workers: Workers = TaskWorkers(_MAX_DOWNLOADS)
    if isinstance(client, VideoClient):
        # An interrupted download that still held its lock would stop the next recovery.
        workers = ThreadWorkers(_MAX_DOWNLOADS, patience=_END_SECONDS)
    schedule = client._schedule  # pyright: ignore[reportPrivateUsage]
    io = client._io  # pyright: ignore[reportPrivateUsage]
    return await recover_jobs(
        io,
        session,
        ledger,
        paths=paths or NewPaths(directory, await io.run_blocking(ledger.read)),
        new_schedule=partial(schedule, timeout=timeout, on_update=on_update, poll_interval=None),
        workers=workers,
        downloads=downloads,
    )


@frozen
class _Plan:
    """The unfinished requests and jobs of a ledger.

    Attributes:
        ledger: The ledger.
        state: Its content.
        paths: The files of jobs without a recorded path.
        addresses: Provider and URL of each of them, in order.
    """

    ledger: Ledger
    state: LedgerState
    paths: NewPaths
    addresses: list[tuple[str, str]]

    async def unreachable(self, address: tuple[str, str], error: ConfigurationError) -> list[RecoveredJob]:
        """Return those at an address that no client could be built for."""
        return unreachable(self.state, [address], error)


def _plan(path: object, directory: Path | None) -> _Plan:
    """Read a ledger, and choose the files of its jobs, in order: names must not depend on which server is quicker."""
    ledger, state = _open(path)
    paths = NewPaths(directory, state)
    addresses = _addresses(state)
    for address in addresses:
        for job in unfinished_jobs(state, *address):
            if not job.unfinished_targets:
                paths.targets_of(JobRef(provider=job.provider, id=job.id, base_url=job.base_url))
    return _Plan(ledger, state, paths, addresses)


def _open(path: object) -> tuple[Ledger, LedgerState]:
    """Return a ledger and its content.

    Raises:
        ConfigurationError: It is missing, or cannot be read.
    """
    if not isinstance(path, str | os.PathLike):
        raise ConfigurationError(
            f"pass the path of a ledger, or a client with one (a VideoClient to recover, an AsyncVideoClient to "
            f"arecover), not {type(path).__name__}"
        )
    ledger = Ledger(path)
    if not ledger.path.exists():
        raise ConfigurationError(f"there is no ledger at {printable(str(ledger.path), 300)}")
    return ledger, ledger.read()


def _addresses(state: LedgerState) -> list[tuple[str, str]]:
    """Return provider and URL of what is not finished, in order."""
    open_entries = [(entry.provider, entry.base_url) for entry in state.entries.values() if entry.is_open]
    unfinished = [(job.provider, job.base_url) for job in state.jobs.values() if not job.is_done]
    return list(dict.fromkeys((*open_entries, *unfinished)))


def _checked_directory(directory: Directory) -> Path | None:
    if directory is None:
        return None
    folder = Path(directory)
    if not folder.is_dir():
        raise ConfigurationError(f"directory: there is no folder {printable(str(folder), 300)}; create it first")
    return folder
