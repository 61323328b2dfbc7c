"""Poll a job until it is finished, over faults of server and network, up to a deadline."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Any

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
from videojobs.jobs.clock import checked_timeout
from videojobs.jobs.io import IO
from videojobs.jobs.log import logged
from videojobs.jobs.model.status import JobStatus
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.retrieve import decode_job, is_job_response, retrieve_request
from videojobs.jobs.retry import backoff, is_transient, requested_delay, shorter
from videojobs.jobs.session import Session, Target

# The official SDK polls once per second. A render takes minutes, so the interval grows.
FIRST_INTERVAL, INTERVAL_FACTOR, LONGEST_INTERVAL = 1.0, 1.5, 20.0
# Budgets are seconds, not counts: twenty failed polls with `Retry-After: 0` would be over after two seconds.
FAILURE_SECONDS = 600.0
"""How long a wait goes on while every poll fails."""
NOT_FOUND_SECONDS = 15.0
"""How long a wait goes on while the server has no job of an id that no response has shown."""
NOT_FOUND_SECONDS_KNOWN = 120.0
"""The same for a job that create or an earlier poll returned: some servers need seconds to know their own jobs."""
# Servers that do not know a new job yet answer with one of these.
_NOT_FOUND_STATUSES = frozenset({400, 404, 409, 410})
_SHORTEST_LAST_PAUSE = 0.5
# With timeout=0 no time is left for the only poll, and the client may have no limit for one request.
_SINGLE_POLL_SECONDS = 60.0

_log = logging.getLogger("videojobs")


@define
class _Progress:
    """The state of a wait.

    Attributes:
        job: The job as last received.
        is_confirmed: Whether a response of this wait showed the job.
        reported: Status and progress that the caller was last called with.
        failing_since: When the first of the last failed polls in a row started, or None.
        not_found_since: The same for responses "no such job".
        polls: Polls in all.
        failure: Why the last poll failed; None if it did not.
        logged_statuses: Unknown status words that were logged.
    """

    job: VideoJob | None
    is_confirmed: bool = False
    reported: tuple[str | None, float | None] | None = None
    failing_since: float | None = None
    not_found_since: float | None = None
    polls: int = 0
    failure: VideoJobsError | None = None
    logged_statuses: frozenset[str] = frozenset()


@logged("wait")
async def wait(
    io: IO,
    session: Session,
    target: Target,
    *,
    timeout: float | None = 900.0,
    on_update: Callable[[VideoJob], Any] | None = None,
    poll_interval: float | None = None,
) -> VideoJob:
    """Poll a job until it is finished, successfully or not, and return it.

    Args:
        io: Network and time.
        session: The settings of the client.
        target: The job. A `VideoJob` that is already finished is returned at once.
        timeout: Seconds for the whole wait; 0 polls once; None or infinity for no limit.
        on_update: Called with the job when its status or progress changes, the first response included.
        poll_interval: Seconds between polls; None for 1 s growing to 20 s, or what the server requests, but at least
            1 s. The server may always request a longer pause.

    Raises:
        WaitTimeout: The job was not finished in time. It may still finish; the error carries it.
        AuthenticationError: The key is not accepted (any more).
        ApiError: The server refuses to return this job, or sent nothing but errors for ten minutes.
    """
    timeout = checked_timeout(timeout, InvalidRequest, may_be_zero=True)
    _check_interval(poll_interval)
    ref = session.ref(target)
    session.operation("retrieve")
    progress = _Progress(job=None)
    delay = 0.0
    if isinstance(target, VideoJob):
        if target.is_finished:
            return target
        progress = _Progress(job=target, reported=(target.raw_status, target.progress))
        delay = _interval(session, 0, poll_interval)
    ends_at = math.inf
    if timeout is not None:
        ends_at = session.clock.monotonic() + timeout
    while await _pause(io, session, delay, ends_at, progress.polls):
        delay = await _poll(io, session, ref, progress, ends_at, poll_interval)
        job = progress.job
        if job is None or progress.failure is not None:
            continue
        state = (job.raw_status, job.progress)
        if on_update is not None and progress.reported != state:
            await io.call(on_update, job)
        progress.reported = state
        if job.is_finished:
            return job
    raise _timeout_error(ref, progress, timeout or 0.0)


def _check_interval(poll_interval: float | None) -> None:
    if poll_interval is None:
        return
    if isinstance(poll_interval, bool) or not isinstance(poll_interval, int | float):
        raise InvalidRequest(f"poll_interval is a {type(poll_interval).__name__}; it must be a number of seconds")
    if not 0 < poll_interval < math.inf:
        raise InvalidRequest(f"poll_interval is {poll_interval}; it must be more than 0 seconds")


def _interval(session: Session, polls: int, poll_interval: float | None) -> float:
    if poll_interval is not None:
        return poll_interval
    return backoff(polls, session.clock, first=FIRST_INTERVAL, factor=INTERVAL_FACTOR, longest=LONGEST_INTERVAL)


async def _pause(io: IO, session: Session, delay: float, ends_at: float, polls: int) -> bool:
    """Sleep until the next poll; return False if the deadline comes first.

    The last pause is cut short, so that the job is polled once more shortly before the deadline. Each wait polls at
    least once.
    """
    remaining = ends_at - session.clock.monotonic()
    if delay >= remaining or remaining <= 0:
        if remaining <= _SHORTEST_LAST_PAUSE:
            if polls and remaining > 0:
                await io.sleep(remaining)
            return polls == 0
        delay = remaining - min(2.0, remaining / 4)
    if delay > 0:
        await io.sleep(delay)
    return True


async def _poll(
    io: IO, session: Session, ref: JobRef, progress: _Progress, ends_at: float, poll_interval: float | None
) -> float:
    """Retrieve the job once, record the outcome in ``progress``, and return the seconds until the next poll."""
    started_at = session.clock.monotonic()
    delay = _interval(session, progress.polls, poll_interval)
    progress.polls += 1
    try:
        response = await io.send(retrieve_request(session, ref), deadline=_poll_deadline(session, ends_at - started_at))
    except TransportError as error:
        _record_failure(session, progress, session.add_context(error, ref, progress.job), started_at)
        return delay
    if is_job_response(session, ref, response):
        try:
            _record_job(progress, decode_job(session, response, ref))
        except DecodeError as error:
            _record_failure(session, progress, session.add_context(error, ref, progress.job), started_at)
    else:
        refusal = session.api_error(response, ref=ref, job=progress.job)
        _record_error_response(session, progress, refusal, started_at)
    requested = requested_delay(response.headers, session.clock)
    if requested is None:
        return delay
    if poll_interval is None:
        return max(requested, FIRST_INTERVAL)
    return max(requested, poll_interval)


def _poll_deadline(session: Session, remaining: float) -> float | None:
    """Return the seconds for one poll: those of a request, or those that remain of the wait if they are fewer."""
    if remaining <= 0:
        return session.timeout or _SINGLE_POLL_SECONDS
    return shorter(session.timeout, remaining)


def _record_job(progress: _Progress, job: VideoJob) -> None:
    """Record a job that was received; its progress never decreases."""
    before = None if progress.job is None else progress.job.progress
    # Behind a load balancer, a poll may reach a server that lags behind the one before.
    if before is not None and (job.progress is None or job.progress < before):
        job = evolve(job, progress=before)
    word = job.raw_status or ""
    if job.status is JobStatus.UNKNOWN and word not in progress.logged_statuses:
        progress.logged_statuses |= {word}
        _log.warning("%s: status %r is not known; waiting goes on", job.provider, printable(word, 80))
    progress.job, progress.is_confirmed = job, True
    progress.failure, progress.failing_since, progress.not_found_since = None, None, None


def _record_failure(session: Session, progress: _Progress, error: VideoJobsError, started_at: float) -> None:
    """Record a failed poll; raise its error if nothing but failures was received for too long."""
    progress.failure = error
    if progress.failing_since is None:
        progress.failing_since = started_at
    if session.clock.monotonic() - progress.failing_since >= FAILURE_SECONDS:
        raise error


def _record_error_response(session: Session, progress: _Progress, error: ApiError, started_at: float) -> None:
    """Record an error response if later polls may succeed; else raise the error."""
    if isinstance(error, AuthenticationError):
        raise error
    is_new = progress.job is not None and not progress.is_confirmed
    if (isinstance(error, NotFound) and error.status_code != 410) or (
        is_new and error.status_code in _NOT_FOUND_STATUSES
    ):
        progress.failure = error
        if progress.not_found_since is None:
            progress.not_found_since = started_at
        limit = NOT_FOUND_SECONDS if progress.job is None else NOT_FOUND_SECONDS_KNOWN
        if session.clock.monotonic() - progress.not_found_since >= limit:
            raise error
    elif is_transient(error.status_code):
        _record_failure(session, progress, error, started_at)
    else:
        raise error


def _timeout_error(ref: JobRef, progress: _Progress, timeout: float) -> WaitTimeout:
    job = progress.job
    if job is None:
        state = "no response showed it"
        advice = "Check its id, or call wait() again with this error's .ref to resume"
    else:
        state = f"last status {printable(job.raw_status or job.status.value, 80)}"
        if job.progress is not None:
            state += f", {job.progress:g} %"
        advice = "It may still finish: call wait() again with this error's .ref (or the id) to resume"
    message = f"job {printable(ref.id, 200)} at {ref.provider} was not finished within {timeout:g} s ({state})"
    if progress.failure is not None:
        message += f"; the last poll failed: {progress.failure.message}"
    error = WaitTimeout(f"{message}. {advice}", ref=ref, job=job)
    error.__cause__ = progress.failure
    return error
