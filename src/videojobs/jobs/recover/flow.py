"""Look for jobs whose outcome is unknown, wait for those that were not saved, and save their clips. Never posts."""

from __future__ import annotations

import hashlib
import math
import os
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from threading import Lock

from attrs import define, evolve, field, frozen

from videojobs.errors import JobFailure, VideoJobsError
from videojobs.jobs.decoding.ids import identity
from videojobs.jobs.download.download import download
from videojobs.jobs.io import IO
from videojobs.jobs.limiter import Slots
from videojobs.jobs.list import Cursor, next_page
from videojobs.jobs.model.results import Download
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.recording import record_end
from videojobs.jobs.recover.matching import Matches, earliest, match
from videojobs.jobs.session import Session
from videojobs.jobs.wait_all import Result, Schedule
from videojobs.jobs.workers import Workers
from videojobs.ledger import Entry, Ledger, LedgerState, RecordedJob

# A list that never ends must not hold up the jobs that are known.
_MAX_PAGES = 100
# Ids are the server's: one with `/` or `..` would lead out of the folder.
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,100}")


@frozen(kw_only=True)
class RecoveredJob:
    """One paid request or job that was not finished.

    Attributes:
        provider: Name of the provider.
        entry_id: Id of the paid request in the ledger, if its outcome was unknown.
        sent_at: When that was sent, aware UTC.
        ref: The job; None if it is still unknown whether there is one.
        is_from_list: Whether the job was just found in the provider's list.
        job: The job as last received.
        downloads: The files that were saved.
        candidates: Jobs that the request may have started, where none is certain.
        error: Why it is not finished, or None.
    """

    provider: str
    entry_id: str | None = None
    sent_at: datetime | None = None
    ref: JobRef | None = None
    is_from_list: bool = False
    job: VideoJob | None = None
    downloads: tuple[Download, ...] = ()
    candidates: tuple[VideoJob, ...] = field(default=(), repr=False)
    error: VideoJobsError | None = None


@define
class _Unfinished:
    """A job whose clip is not on disk, and its files by variant."""

    result: RecoveredJob
    ref: JobRef
    targets: dict[str, str]


async def recover_jobs(
    io: IO,
    session: Session,
    ledger: Ledger,
    *,
    paths: NewPaths,
    new_schedule: Callable[[list[JobRef]], Schedule],
    workers: Workers,
    downloads: Slots,
) -> list[RecoveredJob]:
    """Finish what the ledger has of this session's provider and address.

    Args:
        io: Network and time.
        session: The settings of the client.
        ledger: The ledger.
        paths: The files of jobs without a recorded path.
        new_schedule: Returns the schedule that waits for some jobs.
        workers: Save the clips.
        downloads: Bounds the clips that are saved at once; several recoveries may share it.
    """
    state = await io.run_blocking(ledger.read)
    located, unknown = await find_jobs(io, session, ledger, state)
    jobs: list[_Unfinished] = []
    for recorded in unfinished_jobs(state, session.dialect.name, session.base_url):
        ref = JobRef(provider=recorded.provider, id=recorded.id, base_url=recorded.base_url)
        targets = recorded.unfinished_targets
        if not targets:
            targets = await io.run_blocking(partial(paths.targets_of, ref))
        result = located.get(recorded.id, RecoveredJob(provider=ref.provider, ref=ref))
        jobs.append(_Unfinished(result, ref, targets))
    await _finish(io, session, [job for job in jobs if job.targets], new_schedule, workers, downloads)
    return [*unknown, *(job.result for job in jobs)]


async def _finish(
    io: IO,
    session: Session,
    jobs: list[_Unfinished],
    new_schedule: Callable[[list[JobRef]], Schedule],
    workers: Workers,
    downloads: Slots,
) -> None:
    """Wait for all jobs at once, and save the files of each as soon as it is finished."""
    if not jobs:
        return
    schedule = new_schedule([job.ref for job in jobs])
    failures: list[Exception] = []
    saving = 0

    async def save(job: _Unfinished, result: Result) -> None:
        nonlocal saving
        release = await downloads.acquire(math.inf)
        try:
            job.result = await _save(io, session, job, result)
        except Exception as error:  # noqa: BLE001 - raised below: in a background task, it would be lost
            failures.append(error)
        finally:
            if release is not None:
                release()
            saving -= 1
            workers.notify()

    try:
        while schedule.has_more:
            for number, result in (await schedule.finished()).items():
                saving += 1
                await workers.start(partial(save, jobs[number], result))
        while saving:
            with io.on_close(workers.notify):
                await workers.wait(math.inf)
        if failures:
            raise failures[0]
    finally:
        await schedule.close()
        await workers.close()


def open_entries(state: LedgerState, provider: str, base_url: str) -> list[Entry]:
    """Return the paid requests to one address whose outcome is unknown."""
    return [
        entry
        for entry in state.entries.values()
        if entry.is_open and (entry.provider, entry.base_url) == (provider, base_url)
    ]


def unfinished_jobs(state: LedgerState, provider: str, base_url: str) -> list[RecordedJob]:
    """Return the jobs at one address whose clip is not on disk."""
    return [
        job for job in state.jobs.values() if not job.is_done and (job.provider, job.base_url) == (provider, base_url)
    ]


async def find_jobs(
    io: IO, session: Session, ledger: Ledger, state: LedgerState
) -> tuple[dict[str, RecoveredJob], list[RecoveredJob]]:
    """Look for the jobs of requests of unknown outcome, and record those that are certain, in ``state`` too.

    Returns:
        The jobs that were found, by id, and the requests that stay unknown.
    """
    entries = open_entries(state, session.dialect.name, session.base_url)
    if not entries:
        return {}, []
    matches, failure = Matches(), None
    try:
        jobs = await list_since(io, session, earliest(entries))
        ids = session.dialect.ids
        recorded_ids = {identity(ids, job.id) for job in state.jobs.values() if job.base_url == session.base_url}
        matches = match(entries, [job for job in jobs if identity(ids, job.id) not in recorded_ids])
    except VideoJobsError as error:
        failure = session.add_context(error)
    located: dict[str, RecoveredJob] = {}
    unknown: list[RecoveredJob] = []
    for entry in entries:
        result = RecoveredJob(provider=entry.provider, entry_id=entry.id, sent_at=entry.sent_at, error=failure)
        job = matches.certain.get(entry.id)
        if job is None:
            unknown.append(evolve(result, candidates=matches.candidates.get(entry.id, ())))
            continue
        fields = {"provider": entry.provider, "base_url": entry.base_url, "job": job.id}
        await io.run_blocking(partial(ledger.append, "created", entry=entry.id, from_list=True, **fields))
        state.add_created(entry, entry.provider, entry.base_url, job.id)
        located[job.id] = evolve(result, ref=job.ref, job=job, is_from_list=True)
    return located, unknown


async def list_since(io: IO, session: Session, start: datetime) -> list[VideoJob]:
    """List jobs, newest first where the provider can, as far back as needed.

    Raises:
        NotSupported: The provider has no list.
    """
    parameters = session.operation("list").query
    cursor = Cursor()
    if "order" in parameters:
        cursor.order = "desc"
    jobs: list[VideoJob] = []
    for _ in range(_MAX_PAGES):
        page = await next_page(io, session, cursor)
        jobs += page.jobs
        # All of a page: a single old job may be out of order.
        is_past = cursor.order is not None and all(_is_before(job, start) for job in page.jobs)
        if is_past or not page.has_more:
            break
    return jobs


def _is_before(job: VideoJob, start: datetime) -> bool:
    return job.created_at is not None and job.created_at < start


async def _save(io: IO, session: Session, recovered: _Unfinished, waited: Result) -> RecoveredJob:
    """Save the files of a job that was waited for."""
    result = recovered.result
    downloads: list[Download] = []
    job = result.job
    try:
        if isinstance(waited, VideoJobsError):
            raise waited
        job = waited
        try:
            job.raise_for_failure()
        except JobFailure:
            await record_end(io, session, recovered.ref, job.status.value)
            raise
        for variant, path in recovered.targets.items():
            downloads.append(await download(io, session, job, path, variant=variant))
    except VideoJobsError as error:
        return evolve(result, job=error.job or job, downloads=tuple(downloads), error=error)
    return evolve(result, job=job, downloads=tuple(downloads))


def file_name(job_id: str) -> str:
    """Return the name of a file for a job; an id that is not plain is replaced by its digest."""
    if _SAFE_NAME.fullmatch(job_id):
        return f"{job_id}.mp4"
    return f"{hashlib.sha256(job_id.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.mp4"


class NewPaths:
    """Chooses the files of jobs without a recorded path. Recoveries at several addresses may share it.

    A job that was recovered before has its path in the ledger, so a file that exists is of another job: two servers
    may use one id, and a server that is started again may count from 1 again.

    Args:
        directory: The folder of the files; None leaves the clips at the provider.
        state: The content of the ledger; no path in it is chosen.
    """

    def __init__(self, directory: Path | None, state: LedgerState) -> None:
        self._directory = directory
        self._chosen: dict[JobRef, str] = {}
        self._used = {_comparable(path) for job in state.jobs.values() for path in job.targets.values()}
        self._lock = Lock()

    def targets_of(self, ref: JobRef) -> dict[str, str]:
        """Return the file of the job's video, always the same one; nothing if there is no folder."""
        if self._directory is None:
            return {}
        with self._lock:
            if ref not in self._chosen:
                self._chosen[ref] = self._choose(self._directory, ref.id)
            return {"video": self._chosen[ref]}

    def _choose(self, directory: Path, job_id: str) -> str:
        name = Path(file_name(job_id))
        path = directory / name
        for number in count(2):
            if _comparable(path) not in self._used and not os.path.lexists(path):
                break
            path = directory / f"{name.stem}_{number}{name.suffix}"
        self._used.add(_comparable(path))
        return str(path)


def _comparable(path: str | Path) -> str:
    # As in the ledger; and some file systems do not tell capitals from small letters.
    return os.path.abspath(path).casefold()


def unreachable(state: LedgerState, addresses: Iterable[tuple[str, str]], error: VideoJobsError) -> list[RecoveredJob]:
    """Return the open requests and jobs of some addresses, with the reason why no request was sent there."""
    results: list[RecoveredJob] = []
    for provider, base_url in addresses:
        results.extend(
            RecoveredJob(provider=provider, entry_id=entry.id, sent_at=entry.sent_at, error=error)
            for entry in open_entries(state, provider, base_url)
        )
        results.extend(
            RecoveredJob(provider=provider, ref=JobRef(provider=provider, id=job.id, base_url=base_url), error=error)
            for job in unfinished_jobs(state, provider, base_url)
        )
    return results
