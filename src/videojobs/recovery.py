"""`recover` and `arecover`: finish what a crash cut off, by the lines of a ledger."""

from __future__ import annotations

import os
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from attrs import frozen

from videojobs.async_client import AsyncVideoClient
from videojobs.client import VideoClient
from videojobs.errors import ConfigurationError, printable
from videojobs.jobs.io import run
from videojobs.jobs.model.results import Download
from videojobs.jobs.model.video_job import JobRef
from videojobs.jobs.recover.flow import RecoveredJob, recover_jobs, unreachable
from videojobs.jobs.workers import TaskWorkers, ThreadWorkers, Workers
from videojobs.ledger import Ledger, LedgerState

# A few fill the line; more would only share it.
_MAX_DOWNLOADS = 8
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
    source: str | os.PathLike[str] | VideoClient, *, directory: Directory = None, timeout: float | None = 900.0
) -> Recovery:
    """Finish what a crash cut off: find jobs, wait for them, save their clips. Never starts a job.

    Call it while no other program is at work with the same ledger: a request that is just being sent looks like one
    that was cut off.

    Args:
        source: The path of a ledger, with keys from the environment; or a client with a ledger, for its address only.
        directory: An existing folder for the clips of jobs that no download had begun for, named by their ids; None
            returns such jobs without a download.
        timeout: Seconds for all waits together; None for no limit. A job that takes longer is left to the next call.
            All jobs of one provider are waited for at once, and up to eight clips are downloaded at once.

    Returns:
        One item per request or job that was not finished, with what was done and what is left.

    Raises:
        ConfigurationError: There is no ledger, it cannot be read or written, or the folder does not exist.
    """
    folder = _checked_directory(directory)
    if isinstance(source, VideoClient):
        return Recovery(tuple(run(_flow(source, folder, timeout))))
    ledger, state = _open(source)
    jobs: list[RecoveredJob] = []
    for address in _addresses(state):
        try:
            client = VideoClient(address[0], base_url=address[1], ledger=ledger.path)
        except ConfigurationError as error:  # no such provider, or no key
            jobs += unreachable(state, [address], error)
            continue
        with client:
            jobs += recover(client, directory=folder, timeout=timeout).jobs
    return Recovery(tuple(jobs))


async def arecover(
    source: str | os.PathLike[str] | AsyncVideoClient, *, directory: Directory = None, timeout: float | None = 900.0
) -> Recovery:
    """Finish what a crash cut off, without blocking the event loop; see `recover`."""
    folder = _checked_directory(directory)
    if isinstance(source, AsyncVideoClient):
        return Recovery(tuple(await _flow(source, folder, timeout)))
    ledger, state = _open(source)
    jobs: list[RecoveredJob] = []
    for address in _addresses(state):
        try:
            client = AsyncVideoClient(address[0], base_url=address[1], ledger=ledger.path)
        except ConfigurationError as error:
            jobs += unreachable(state, [address], error)
            continue
        async with client:
            jobs += (await arecover(client, directory=folder, timeout=timeout)).jobs
    return Recovery(tuple(jobs))


def ledger_jobs(path: str | os.PathLike[str]) -> list[JobRef]:
    """Return the refs of all jobs in a ledger, in order, saved or not.

    Raises:
        ConfigurationError: There is no ledger, or it cannot be read.
    """
    _, state = _open(path)
    return [JobRef(provider=job.provider, id=job.id, base_url=job.base_url) for job in state.jobs.values()]


def _flow(
    client: VideoClient | AsyncVideoClient, directory: Path | None, timeout: float | None
) -> Coroutine[Any, Any, list[RecoveredJob]]:
    session = client._session  # pyright: ignore[reportPrivateUsage]
    if session.ledger is None:
        raise ConfigurationError(
            "this client has no ledger to recover from; pass ledger= to it", provider=client.dialect.name
        )
    workers: Workers = TaskWorkers(_MAX_DOWNLOADS)
    if isinstance(client, VideoClient):
        workers = ThreadWorkers(_MAX_DOWNLOADS)
    schedule = client._schedule  # pyright: ignore[reportPrivateUsage]
    return recover_jobs(
        client._io,  # pyright: ignore[reportPrivateUsage]
        session,
        session.ledger,
        directory=directory,
        new_schedule=partial(schedule, timeout=timeout, on_update=None, poll_interval=None),
        workers=workers,
    )


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
