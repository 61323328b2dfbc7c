"""Waiting for a job: polls until it is finished, over everything that can go wrong on the way, up to a deadline."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from attrs import define, evolve

from videojobs.errors import (
    ApiError,
    AuthenticationError,
    DecodeError,
    InvalidRequest,
    NotFound,
    TransportError,
    VideoJobsError,
    WaitTimeout,
    printable,
)
from videojobs.jobs.effects import Flow, Notify, Send, Sleep
from videojobs.jobs.hints import backoff, server_hint
from videojobs.jobs.model.status import JobStatus
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.retrieve import holds_job, read_job, retrieve_request
from videojobs.jobs.retry import is_success, is_transient, known
from videojobs.jobs.session import Session, Target

if TYPE_CHECKING:
    import httpx

FIRST, FACTOR, LONGEST = 1.0, 1.5, 20.0
BAD_ANSWERS = 20
"""Bad answers in a row that a wait survives: a quarter of an hour of outage, nearly, at the longest interval."""
MISSING_ANSWERS = 4
"""Answers "no such job" in a row that a wait survives when the job was not just created by this program."""
MISSING_ANSWERS_NEW = 10
"""The same for a job that nobody has seen since it was created: some servers need seconds to know their own jobs."""
_MISSING = frozenset({400, 404, 409, 410})

_log = logging.getLogger("videojobs")


@define
class _State:
    """What a wait knows so far.

    Attributes:
        job: The job as last seen.
        seen: Whether an answer of this wait showed the job.
        told: Status and progress as last reported to the caller.
        bad: Bad answers in a row.
        missing: Answers "no such job" in a row.
        polls: Answers in all.
        failed: What the last bad answer was.
        warned: Unknown status words already logged.
    """

    job: VideoJob | None
    seen: bool = False
    told: tuple[str | None, float | None] | None = None
    bad: int = 0
    missing: int = 0
    polls: int = 0
    failed: VideoJobsError | None = None
    warned: frozenset[str] = frozenset()


def wait(
    session: Session,
    target: Target,
    *,
    timeout: float | None = 900.0,
    on_update: Callable[[VideoJob], Any] | None = None,
    poll_interval: float | None = None,
) -> Flow[VideoJob]:
    """Poll a job until it is finished, well or badly, and return it.

    Args:
        session: What the client's flows share.
        target: The job. A `VideoJob` that is already finished is returned at once.
        timeout: Seconds for the whole wait; None for no limit.
        on_update: Called with the job when its status or progress changes, the first answer included.
        poll_interval: Seconds between polls; None for 1 s growing to 20 s, led by the server's hints.

    Raises:
        WaitTimeout: The job was not finished in time. It may still finish; the error carries it.
        AuthenticationError: The key is not accepted (any more).
        ApiError: The server refuses to answer for this job, or answered nothing but errors for long.
    """
    _check(timeout, poll_interval)
    ref = session.ref(target)
    session.operation("retrieve")
    state = _State(job=target if isinstance(target, VideoJob) else None)
    if state.job is not None:
        if state.job.is_finished:
            return state.job
        state.told = (state.job.raw_status, state.job.progress)
    ends_at = math.inf if timeout is None else session.clock.monotonic() + timeout
    delay = 0.0 if state.job is None else _interval(session, 0, poll_interval)
    while True:
        if not (yield from _pause(session, delay, ends_at)):
            raise _timeout(ref, state, timeout)
        delay = yield from _poll(session, ref, state, ends_at, poll_interval)
        job = state.job
        if job is not None and state.failed is None:
            if on_update is not None and state.told != (job.raw_status, job.progress):
                yield Notify(on_update, job)
            state.told = (job.raw_status, job.progress)
            if job.is_finished:
                return job


def _check(timeout: float | None, poll_interval: float | None) -> None:
    if timeout is not None and not timeout >= 0:
        raise InvalidRequest(f"timeout is {timeout}; it must be 0 or more seconds, or None for no limit")
    if poll_interval is not None and not 0 < poll_interval < math.inf:
        raise InvalidRequest(f"poll_interval is {poll_interval}; it must be more than 0 seconds")


def _interval(session: Session, polls: int, fixed: float | None) -> float:
    if fixed is not None:
        return fixed
    return backoff(polls, session.clock, first=FIRST, factor=FACTOR, most=LONGEST)


def _pause(session: Session, delay: float, ends_at: float) -> Flow[bool]:
    """Sleep until the next poll; return False if the deadline comes first.

    The last pause is cut short, so that the job is looked at once more shortly before the deadline.
    """
    left = ends_at - session.clock.monotonic()
    if left <= 0:
        return False
    if delay >= left:
        margin = min(2.0, left / 4)
        if left <= 0.5:
            yield Sleep(left)
            return False
        delay = left - margin
    if delay > 0:
        yield Sleep(delay)
    return True


def _poll(session: Session, ref: JobRef, state: _State, ends_at: float, fixed: float | None) -> Flow[float]:
    """Ask once, note the outcome in ``state``, and return the seconds until the next poll."""
    left = ends_at - session.clock.monotonic()
    limits = [limit for limit in (session.timeout, left) if limit is not None and limit != math.inf]
    delay = _interval(session, state.polls, fixed)
    state.polls += 1
    try:
        response: httpx.Response = yield Send(
            request=retrieve_request(session, ref), deadline=min(limits, default=None)
        )
    except TransportError as error:
        _note_bad(state, known(error, ref, state.job))
        return delay
    hint = server_hint(response.headers, session.clock)
    if is_success(response.status_code) or holds_job(session, ref, response):
        try:
            _note_good(state, read_job(session, response, ref))
        except DecodeError as error:
            _note_bad(state, known(error, ref, state.job))
        return hint if hint is not None and fixed is None else delay
    _note_error(state, session.error(response, ref=ref, job=state.job))
    return max(hint or 0.0, delay) if fixed is not None else hint or delay


def _note_good(state: _State, job: VideoJob) -> None:
    """Take over a good answer; progress never runs backwards."""
    best = state.job.progress if state.job is not None else None
    if best is not None and (job.progress is None or job.progress < best):
        job = evolve(job, progress=best)
    word = job.raw_status or ""
    if job.status is JobStatus.UNKNOWN and word not in state.warned:
        state.warned |= {word}
        _log.warning("%s: status %r is not known; waiting goes on", job.provider, printable(word, 80))
    state.job, state.seen, state.failed, state.bad, state.missing = job, True, None, 0, 0


def _note_bad(state: _State, error: VideoJobsError) -> None:
    """Count a bad answer, or raise it if there were too many in a row."""
    state.bad += 1
    state.failed = error
    if state.bad > BAD_ANSWERS:
        raise error


def _note_error(state: _State, error: ApiError) -> None:
    """Count an error answer if it may pass; raise it if it will not."""
    if isinstance(error, AuthenticationError):
        raise error
    new = state.job is not None and not state.seen
    if (isinstance(error, NotFound) and error.status_code != 410) or (new and error.status_code in _MISSING):
        state.missing += 1
        state.failed = error
        if state.missing > (MISSING_ANSWERS_NEW if new else MISSING_ANSWERS):
            raise error
    elif is_transient(error.status_code):
        _note_bad(state, error)
    else:
        raise error


def _timeout(ref: JobRef, state: _State, timeout: float | None) -> WaitTimeout:
    job = state.job
    if job is None:
        stands = "it was never seen"
    else:
        done = f", {job.progress:g} %" if job.progress is not None else ""
        stands = f"last seen {printable(job.raw_status or job.status.value, 80)}{done}"
    trouble = f"; the last answer was bad: {state.failed.message}" if state.failed is not None else ""
    error = WaitTimeout(
        f"job {printable(ref.id, 200)} at {ref.provider} was not finished within {timeout:g} s ({stands}){trouble}. "
        "It goes on rendering: call wait() again with this error's .ref (or the id) to resume",
        ref=ref,
        job=job,
    )
    error.__cause__ = state.failed
    return error
