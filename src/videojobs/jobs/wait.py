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
from videojobs.jobs.io import IO
from videojobs.jobs.model.status import JobStatus
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.retrieve import decode_job, is_job_response, retrieve_request
from videojobs.jobs.retry import backoff, is_transient, requested_delay
from videojobs.jobs.session import Session, Target

# The official SDK polls once per second. A render takes minutes, so the interval grows.
FIRST_INTERVAL, INTERVAL_FACTOR, LONGEST_INTERVAL = 1.0, 1.5, 20.0
MOST_FAILURES = 20
"""Failed polls in a row that a wait survives: nearly a quarter of an hour of outage at the longest interval."""
MOST_NOT_FOUND = 4
"""Responses "no such job" in a row that a wait survives, unless the job is new."""
MOST_NOT_FOUND_NEW = 10
"""The same for a new job, which no response has shown yet: some servers need seconds to know their own jobs."""
# Servers that do not know a new job yet answer with one of these.
_NOT_FOUND_STATUSES = frozenset({400, 404, 409, 410})
_SHORTEST_LAST_PAUSE = 0.5

_log = logging.getLogger("videojobs")


@define
class _Progress:
    """The state of a wait.

    Attributes:
        job: The job as last received.
        is_confirmed: Whether a response of this wait showed the job.
        reported: Status and progress that the caller was last called with.
        failures: Failed polls in a row.
        not_found: Responses "no such job" in a row.
        polls: Polls in all.
        failure: Why the last poll failed; None if it did not.
        logged_statuses: Unknown status words that were logged.
    """

    job: VideoJob | None
    is_confirmed: bool = False
    reported: tuple[str | None, float | None] | None = None
    failures: int = 0
    not_found: int = 0
    polls: int = 0
    failure: VideoJobsError | None = None
    logged_statuses: frozenset[str] = frozenset()


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
        timeout: Seconds for the whole wait; None for no limit.
        on_update: Called with the job when its status or progress changes, the first response included.
        poll_interval: Seconds between polls; None for 1 s growing to 20 s, or what the server requests.

    Raises:
        WaitTimeout: The job was not finished in time. It may still finish; the error carries it.
        AuthenticationError: The key is not accepted (any more).
        ApiError: The server refuses to return this job, or sent nothing but errors for long.
    """
    _check(timeout, poll_interval)
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
    while await _pause(io, session, delay, ends_at):
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
    raise _timeout_error(ref, progress, timeout)


def _check(timeout: float | None, poll_interval: float | None) -> None:
    if timeout is not None and not timeout >= 0:  # NaN is not >= 0
        raise InvalidRequest(f"timeout is {timeout}; it must be 0 or more seconds, or None for no limit")
    if poll_interval is not None and not 0 < poll_interval < math.inf:
        raise InvalidRequest(f"poll_interval is {poll_interval}; it must be more than 0 seconds")


def _interval(session: Session, polls: int, poll_interval: float | None) -> float:
    if poll_interval is not None:
        return poll_interval
    return backoff(polls, session.clock, first=FIRST_INTERVAL, factor=INTERVAL_FACTOR, longest=LONGEST_INTERVAL)


async def _pause(io: IO, session: Session, delay: float, ends_at: float) -> bool:
    """Sleep until the next poll; return False if the deadline comes first.

    The last pause is cut short, so that the job is polled once more shortly before the deadline.
    """
    remaining = ends_at - session.clock.monotonic()
    if remaining <= 0:
        return False
    if delay >= remaining:
        if remaining <= _SHORTEST_LAST_PAUSE:
            await io.sleep(remaining)
            return False
        delay = remaining - min(2.0, remaining / 4)
    if delay > 0:
        await io.sleep(delay)
    return True


async def _poll(
    io: IO, session: Session, ref: JobRef, progress: _Progress, ends_at: float, poll_interval: float | None
) -> float:
    """Retrieve the job once, record the outcome in ``progress``, and return the seconds until the next poll."""
    remaining = ends_at - session.clock.monotonic()
    deadline = min(session.timeout or math.inf, remaining)
    delay = _interval(session, progress.polls, poll_interval)
    progress.polls += 1
    try:
        response = await io.send(retrieve_request(session, ref), deadline=None if deadline == math.inf else deadline)
    except TransportError as error:
        _record_failure(progress, session.add_context(error, ref, progress.job))
        return delay
    requested = requested_delay(response.headers, session.clock)
    if is_job_response(session, ref, response):
        try:
            _record_job(progress, decode_job(session, response, ref))
        except DecodeError as error:
            _record_failure(progress, session.add_context(error, ref, progress.job))
        if requested is not None and poll_interval is None:
            return requested
        return delay
    _record_error_response(progress, session.api_error(response, ref=ref, job=progress.job))
    if poll_interval is None:
        return requested or delay
    # The caller's interval is the shortest: a server that is overloaded may request a longer one.
    return max(requested or 0.0, delay)


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
    progress.failure, progress.failures, progress.not_found = None, 0, 0


def _record_failure(progress: _Progress, error: VideoJobsError) -> None:
    """Count a failed poll; raise its error if there were too many in a row."""
    progress.failures += 1
    progress.failure = error
    if progress.failures > MOST_FAILURES:
        raise error


def _record_error_response(progress: _Progress, error: ApiError) -> None:
    """Count an error response if later polls may succeed; else raise the error."""
    if isinstance(error, AuthenticationError):
        raise error
    is_new = progress.job is not None and not progress.is_confirmed
    if (isinstance(error, NotFound) and error.status_code != 410) or (
        is_new and error.status_code in _NOT_FOUND_STATUSES
    ):
        progress.not_found += 1
        progress.failure = error
        limit = MOST_NOT_FOUND_NEW if is_new else MOST_NOT_FOUND
        if progress.not_found > limit:
            raise error
    elif is_transient(error.status_code):
        _record_failure(progress, error)
    else:
        raise error


def _timeout_error(ref: JobRef, progress: _Progress, timeout: float | None) -> WaitTimeout:
    job = progress.job
    if job is None:
        state = "no response showed it"
    else:
        state = f"last status {printable(job.raw_status or job.status.value, 80)}"
        if job.progress is not None:
            state += f", {job.progress:g} %"
    message = f"job {printable(ref.id, 200)} at {ref.provider} was not finished within {timeout:g} s ({state})"
    if progress.failure is not None:
        message += f"; the last poll failed: {progress.failure.message}"
    error = WaitTimeout(
        f"{message}. It goes on rendering: call wait() again with this error's .ref (or the id) to resume",
        ref=ref,
        job=job,
    )
    error.__cause__ = progress.failure
    return error
