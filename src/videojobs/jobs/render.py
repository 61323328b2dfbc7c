"""Create, wait and download in one call, which goes on where an earlier one stopped and pays once."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from attrs import field, frozen

from videojobs.errors import AmbiguousCreate, DownloadError, InvalidRequest, JobFailure, NotFound, printable
from videojobs.jobs.clock import check_interval, checked_timeout
from videojobs.jobs.create.create import prepared, start
from videojobs.jobs.create.options import CreateArguments
from videojobs.jobs.create.paid_request import FileClaim, where_to_look
from videojobs.jobs.create.request import CreateBody
from videojobs.jobs.download.download import check_arguments, download
from videojobs.jobs.download.partial_file import check_path, check_writable, checked_path
from videojobs.jobs.io import IO
from videojobs.jobs.model.results import Download
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.recording import record_end
from videojobs.jobs.recover.flow import find_jobs
from videojobs.jobs.session import Session
from videojobs.jobs.wait import wait
from videojobs.ledger import Entry, Ledger, LedgerState, SavedFile, fields_digest

_ORDER_AGAIN = "pass again=True to pay for another clip"


@frozen(kw_only=True)
class Render:
    """A clip that was ordered and saved.

    Attributes:
        ref: The job.
        job: The job as last received; None if the clip was saved by an earlier call.
        download: The file.
        is_resumed: Whether an earlier call paid for the job.
    """

    ref: JobRef
    job: VideoJob | None = field(default=None)
    download: Download
    is_resumed: bool = False


@frozen
class RenderOptions:
    """The arguments of `render` beside those of a create.

    Attributes:
        again: Whether to pay for another clip whatever was ordered before, and to replace the file.
        timeout: Seconds for the wait and the download together; None for no limit.
        poll_interval: Seconds between polls; None for growing intervals.
        max_bytes: Most bytes of the clip, or None.
        on_update: Called with the new job, and when its status or progress changes.
        on_progress: Called with the bytes so far and the total, if known.
    """

    again: bool = False
    timeout: float | None = 900.0
    poll_interval: float | None = None
    max_bytes: int | None = None
    on_update: Callable[[VideoJob], Any] | None = None
    on_progress: Callable[[int, int | None], None] | None = None

    def __attrs_post_init__(self) -> None:
        # What the wait and the download would refuse, when the job is paid for.
        for name in ("on_update", "on_progress"):
            function = getattr(self, name)
            if function is not None and not callable(function):
                raise InvalidRequest(f"{name} is a {type(function).__name__}; it must be a function")
        checked_timeout(self.timeout, InvalidRequest)
        check_interval(self.poll_interval, InvalidRequest)
        check_arguments("video", self.max_bytes)


@frozen
class _Earlier:
    """The state of a file in the ledger: the job that it was ordered with, and the file if it was saved.

    ``may_replace``: whether a file of that name may be replaced: the caller wants it, or the file may be the clip,
    since the process may have ended between its last rename and the line that records it.
    """

    claim: FileClaim
    ref: JobRef | None = None
    download: Download | None = None
    may_replace: bool = False


async def render(
    io: IO,
    session: Session,
    prompt: str,
    path: str | os.PathLike[str],
    arguments: CreateArguments,
    options: RenderOptions,
) -> Render:
    """Create a job, wait for it and save its clip to ``path``; with a ledger, go on where an earlier call stopped.

    Raises:
        InvalidRequest: A value that the provider does not take; or the file exists already, or was ordered with other
            values. Nothing was sent.
        AmbiguousCreate: It is not known whether this call, or an earlier one for the same file, started a job.
        JobFailure: The job ended without a clip.
        WaitTimeout: The job was not finished in time.
        DownloadError: The clip could not be saved.
        ApiError: The server refused a request.
    """
    final = absolute_path(path)
    await io.run_blocking(partial(check_path, final))
    async with prepared(io, session, prompt, arguments) as body:
        earlier = await _earlier(io, session, body, final, again=options.again)
        target: JobRef | VideoJob | None = earlier.ref
        if target is None:
            await io.run_blocking(partial(check_writable, final))
            target = await _start(io, session, body, arguments, earlier.claim)
    return await _go_on(io, session, earlier, target, final, options)


async def resume_render(io: IO, session: Session, path: str | os.PathLike[str], options: RenderOptions) -> Render:
    """Go on with the job that was ordered for a file, with whatever values; what is raised is as for `render`.

    Raises:
        InvalidRequest: The ledger has no job for it, or there is another file now.
    """
    final = absolute_path(path)
    await io.run_blocking(partial(check_path, final))
    earlier = await _earlier(io, session, None, final)
    if earlier.ref is None:
        raise InvalidRequest(f"the ledger has no job for {printable(str(final), 300)}")
    return await _go_on(io, session, earlier, earlier.ref, final, options)


async def _go_on(
    io: IO, session: Session, earlier: _Earlier, target: JobRef | VideoJob, final: Path, options: RenderOptions
) -> Render:
    """Save the clip of a job that is paid for, unless an earlier call saved it; errors say how to go on."""
    if earlier.download is not None:
        return Render(ref=session.ref(target), download=earlier.download, is_resumed=True)
    try:
        return await _finish(io, session, target, final, options, may_replace=earlier.may_replace)
    except JobFailure as error:
        error.add_note(f"the same call ends like this; {_ORDER_AGAIN}")
        raise
    except BaseException as error:
        ref = session.ref(target)
        error.add_note(f"job {printable(ref.id, 200)} at {ref.provider} is paid for; {_how_to_go_on(session)}")
        if isinstance(error, NotFound):  # expired or deleted: the same call would end like this for ever
            error.add_note(f"if the provider no longer has it, {_ORDER_AGAIN}")
        raise


async def _start(io: IO, session: Session, body: CreateBody, arguments: CreateArguments, claim: FileClaim) -> VideoJob:
    """Send the paid request; if its outcome is unknown, the error says what the same call does."""
    try:
        return await start(io, session, body, arguments, claim)
    except AmbiguousCreate as error:
        if session.ledger is not None:
            error.add_note(
                f"the same call looks for its job and does not pay again; if there certainly is none, {_ORDER_AGAIN}"
            )
        raise


async def _finish(
    io: IO, session: Session, target: JobRef | VideoJob, final: Path, options: RenderOptions, *, may_replace: bool
) -> Render:
    """Wait for a job, and save its clip."""
    ends_at = math.inf
    timeout = checked_timeout(options.timeout, InvalidRequest)
    if timeout is not None:
        ends_at = session.clock.monotonic() + timeout
    if isinstance(target, VideoJob) and options.on_update is not None:
        await io.call(options.on_update, target)
    job = await wait(
        io,
        session,
        target,
        timeout=options.timeout,
        on_update=options.on_update,
        poll_interval=options.poll_interval,
    )
    try:
        job.raise_for_failure()
    except JobFailure:
        await record_end(io, session, job.ref, job.status.value)
        raise
    if not may_replace and await io.run_blocking(partial(os.path.lexists, final)):
        raise DownloadError(f"{printable(str(final), 300)} was written by another program meanwhile; move it away")
    remaining = None if ends_at == math.inf else max(ends_at - session.clock.monotonic(), 1.0)
    saved = await download(
        io, session, job, final, on_progress=options.on_progress, max_bytes=options.max_bytes, timeout=remaining
    )
    return Render(ref=session.ref(job), job=job, download=saved, is_resumed=not isinstance(target, VideoJob))


async def _earlier(io: IO, session: Session, body: CreateBody | None, final: Path, *, again: bool = False) -> _Earlier:
    """Return the job that an earlier call started for a file, with the same values unless there is no ``body``.

    Raises:
        InvalidRequest: The file exists, or was ordered with other values.
        AmbiguousCreate: It is not known whether an earlier call started one.
    """
    path = str(final)
    if session.ledger is None:
        _check_absent(final, again)
        return _Earlier(FileClaim(path), may_replace=again)
    state = await io.run_blocking(session.ledger.read)
    requests = state.requests_for(path)
    claim = FileClaim(path, frozenset(entry.id for entry in requests))
    if again:
        return _Earlier(claim, may_replace=True)
    if not requests:
        _check_absent(final, again)
        return _Earlier(claim)
    entry = requests[-1]
    if body is not None:
        _check_same_request(session, entry, body)
    if entry.is_open:
        entry = await _located(io, session, session.ledger, state, entry)
    ref = JobRef(provider=entry.provider, id=str(entry.job_id), base_url=entry.base_url)
    job = state.job(entry.provider, entry.base_url, ref.id)
    saved = await io.run_blocking(partial(_saved_download, final, ref, job.saved.get("video")))
    return _Earlier(claim, ref, saved, may_replace="video" in job.begun)


def _saved_download(final: Path, ref: JobRef, saved: SavedFile | None) -> Download | None:
    """Return the file that an earlier call saved, if it is still there.

    Raises:
        InvalidRequest: There is another file now.
    """
    if saved is None or not final.exists():
        return None
    if final.stat().st_size == saved.bytes:
        return Download(path=final, bytes=saved.bytes, content_type=saved.content_type)
    raise InvalidRequest(
        f"{printable(str(final), 300)} is no longer the clip of job {printable(ref.id, 200)} that was saved to it; "
        f"choose another path, or {_ORDER_AGAIN} and replace the file"
    )


def absolute_path(path: str | os.PathLike[str]) -> Path:
    """Return the path as the ledger has it: the same one by whatever links its folder is named."""
    # A job that was ordered as /tmp/cat.mp4 is paid for, too, for `cat.mp4` in a working directory /private/tmp. A link
    # at the end of the path is a file of its own: a download replaces it.
    folder, name = os.path.split(os.path.abspath(checked_path(path)))
    return Path(os.path.realpath(folder), name)


def _check_absent(final: Path, again: bool) -> None:
    if not again and os.path.lexists(final):
        raise InvalidRequest(
            f"{printable(str(final), 300)} exists, and no ledger shows that it is this clip; choose another path, or "
            f"{_ORDER_AGAIN} and replace the file"
        )


def _check_same_request(session: Session, entry: Entry, body: CreateBody) -> None:
    """Check that a file was ordered from the same server, with the same values."""
    if (entry.provider, entry.base_url) != (session.dialect.name, session.base_url):
        difference = f"from {entry.provider} at {printable(entry.base_url, 200)}"
    elif entry.fields_sha256 != fields_digest(entry.id, body.fields):
        difference = "with another prompt or other options"
    else:
        return
    raise InvalidRequest(
        f"{printable(str(entry.path), 300)} was ordered {difference} at {entry.sent_at:%Y-%m-%d %H:%M:%S} UTC; repeat "
        f"that call to go on with it, choose another path, or {_ORDER_AGAIN}"
    )


async def _located(io: IO, session: Session, ledger: Ledger, state: LedgerState, entry: Entry) -> Entry:
    """Return a request of unknown outcome with the job that it started, from the provider's list.

    Raises:
        AmbiguousCreate: No job is certainly that of the request.
    """
    located, unknown = await find_jobs(io, session, ledger, state)
    for result in located.values():
        if result.entry_id == entry.id and result.ref is not None:
            entry.job_id = result.ref.id
            return entry
    result = next(result for result in unknown if result.entry_id == entry.id)
    sent_at = entry.sent_at.isoformat(timespec="seconds")
    error = AmbiguousCreate(
        f"an earlier call for {printable(str(entry.path), 300)} may have started a paid job, or not: its outcome was "
        f"not recorded, and the job could not be located. Look for a job created at or after {sent_at} "
        f"{where_to_look(session)}; if there is none, {_ORDER_AGAIN} (ledger {ledger.path}, entry {entry.id})",
        started_at=sent_at,
        look_up=session.look_up,
        provider=session.dialect.name,
    )
    raise error from result.error


def _how_to_go_on(session: Session) -> str:
    if session.ledger is None:
        return "wait for it and download it by its id"
    return "the same call goes on with it and does not pay again"
