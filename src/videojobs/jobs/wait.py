"""Poll a job until it is finished, over faults of server and network, up to a deadline."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable
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
from videojobs.http.request import Request
from videojobs.jobs.clock import check_interval, checked_timeout
from videojobs.jobs.io import IO
from videojobs.jobs.limiter import Kind
from videojobs.jobs.log import logged
from videojobs.jobs.model.results import Retry
from videojobs.jobs.model.status import JobStatus
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.retrieve import decode_job, is_job_response, retrieve_request
from videojobs.jobs.retry import backoff, concerns_money, is_transient, report_retry, requested_delay, shorter
from videojobs.jobs.session import Session, Target

# The official SDK polls once per second. A render takes minutes, so the interval grows.
FIRST_INTERVAL, INTERVAL_FACTOR, MAX_INTERVAL = 1.0, 1.5, 20.0
# Budgets are seconds, not counts: twenty failed polls with `Retry-After: 0` would be over after two seconds.
FAILURE_SECONDS = 600.0
"""How long a wait goes on while every poll fails."""
MAX_SLOWED_INTERVAL = 100.0
"""The longest interval while the server refuses polls for their rate: each wait has six polls in its ten minutes."""
NOT_FOUND_SECONDS = 15.0
"""How long a wait goes on while the server has no job of an id that no response has shown."""
NOT_FOUND_SECONDS_KNOWN = 120.0
"""The same for a job that create or an earlier poll returned: some servers need seconds to know their own jobs."""
NO_MONEY_SECONDS = 120.0
"""How long a wait goes on while the server refuses each poll for lack of quota or money.

The job is paid for, an account may be topped up by itself, and some servers call a rate per minute a quota.
"""
# Servers that do not know a new job yet answer with one of these.
_NOT_FOUND_STATUSES = frozenset({400, 404, 409, 410})
# Two polls that are closer together than this show the same.
_MIN_LAST_PAUSE = 0.5
_SINGLE_POLL_SECONDS = 60.0
_MIN_DEADLINE = 0.001

_log = logging.getLogger("videojobs")


@define(eq=False, kw_only=True)
class PolledJob:
    """A job that is waited for, and the outcome of its polls so far.

    Attributes:
        ref: The ref of the job.
        timeout: Seconds for the whole wait, for the message of its error.
        ends_at: When the wait is over, on the monotonic clock; may be infinite.
        poll_interval: Seconds between polls, or None for growing intervals.
        min_interval: The least of the growing intervals.
        job: The job as last received.
        is_confirmed: Whether a response of this wait showed the job.
        reported: Status and progress that the caller was last called with.
        failing_since: When the first of the last failed polls in a row started, or None.
        refused_since: The same for refusals that may pass: "no such job", and lack of quota or money.
        polls: Polls in all.
        failure: Why the last poll failed; None if it did not.
        failure_ends_at: When failed polls end the wait, if no other follows, on the monotonic clock.
        is_retry_reported: Whether ``on_retry`` was called since the job was last received.
        logged_statuses: Unknown status words that were logged.
        request: The request of each poll, or None before the first.
    """

    ref: JobRef
    timeout: float
    ends_at: float
    poll_interval: float | None
    min_interval: float = 0.0
    job: VideoJob | None = None
    is_confirmed: bool = False
    reported: tuple[str | None, float | None] | None = None
    failing_since: float | None = None
    refused_since: float | None = None
    polls: int = 0
    failure: VideoJobsError | None = None
    failure_ends_at: float = math.inf
    is_retry_reported: bool = False
    logged_statuses: frozenset[str] = frozenset()
    request: Request | None = None


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
        ApiError: The server refuses to return this job, or sent nothing but errors for ten minutes, or nothing but
            refusals for lack of quota or money for two.
    """
    [polled] = polled_jobs(session, [target], timeout, poll_interval)
    if polled.job is not None and polled.job.is_finished:
        return polled.job
    delay = 0.0
    if polled.job is not None:
        delay = interval(session, polled)
    while True:
        pause, polls_then = pause_before_poll(session, polled, delay)
        if pause > 0:
            await io.sleep(pause)
        if not polls_then:
            raise timeout_error(polled)
        job, delay = await poll(io, session, polled)
        if job is not None:
            await report(io, polled, on_update)
            if job.is_finished:
                return job


def polled_jobs(
    session: Session, targets: Iterable[Target], timeout: float | None, poll_interval: float | None
) -> list[PolledJob]:
    """Check the arguments of a wait, and return the jobs to poll.

    Raises:
        InvalidRequest: A job is of another provider, or ``timeout`` or ``poll_interval`` is not a usable number.
        NotSupported: The provider cannot retrieve a job.
    """
    timeout = checked_timeout(timeout, InvalidRequest, may_be_zero=True)
    check_interval(poll_interval, InvalidRequest)
    session.operation("retrieve")
    refs = [(target, session.ref(target)) for target in targets]
    ends_at = math.inf
    if timeout is not None:
        ends_at = session.clock.monotonic() + timeout
    jobs: list[PolledJob] = []
    for target, ref in refs:
        polled = PolledJob(ref=ref, timeout=timeout or 0.0, ends_at=ends_at, poll_interval=poll_interval)
        if isinstance(target, VideoJob):
            polled.job, polled.reported = target, (target.raw_status, target.progress)
        jobs.append(polled)
    return jobs


def interval(session: Session, polled: PolledJob) -> float:
    """Return the seconds until the next poll, without a request of the server."""
    seconds = polled.poll_interval
    if seconds is None:
        number = max(polled.polls - 1, 0)
        seconds = backoff(number, session.clock, first=FIRST_INTERVAL, factor=INTERVAL_FACTOR, max_delay=MAX_INTERVAL)
        seconds = max(seconds, polled.min_interval)
    pace = session.poll_pace.factor
    if pace == 1.0:
        return seconds
    # At random again: of a hundred polls at the longest interval, all that came at once would come at once for ever.
    return max(seconds, min(seconds * pace, MAX_SLOWED_INTERVAL) * (1 - 0.25 * session.clock.random()))


def pause_before_poll(session: Session, polled: PolledJob, delay: float) -> tuple[float, bool]:
    """Return the seconds to sleep, and whether to poll then; if not, the wait is over.

    The last pause is cut short, so that the job is polled once more shortly before the deadline. Each wait polls at
    least once.
    """
    remaining = polled.ends_at - session.clock.monotonic()
    if delay < remaining:
        return delay, True
    if remaining > _MIN_LAST_PAUSE:
        # The last poll needs time for its response before the deadline.
        return remaining - min(2.0, remaining / 4), True
    if polled.polls == 0:
        return 0.0, True
    return max(0.0, remaining), False


async def poll(io: IO, session: Session, polled: PolledJob, kind: Kind = "request") -> tuple[VideoJob | None, float]:
    """Retrieve the job once; return it, or None if the poll failed, and the seconds until the next poll.

    Args:
        io: Network and time.
        session: The settings of the client.
        polled: The job.
        kind: The slots that the request is bounded by.

    Raises:
        VideoJobsError: Later polls cannot succeed, or all polls failed for too long.
    """
    started_at = session.clock.monotonic()
    polled.polls += 1
    ref = polled.ref
    if polled.request is None or session.dialect.fields.polling_url:  # each response may name another URL
        polled.request = retrieve_request(session, ref, polled.job)
    try:
        ends_at = polled.ends_at
        if ends_at <= started_at:
            # With timeout=0 no time is left for the only poll, and the client may have no limit for one request.
            ends_at = started_at + (session.timeout or _SINGLE_POLL_SECONDS)
        async with io.slot(kind, ends_at=ends_at):
            remaining = max(ends_at - session.clock.monotonic(), _MIN_DEADLINE)
            response = await io.send(polled.request, deadline=shorter(session.timeout, remaining))
    except TransportError as error:
        _record_failure(session, polled, session.add_context(error, ref, polled.job), started_at)
        delay = interval(session, polled)
        await _report_failure(io, session, polled, delay)
        return None, delay
    job: VideoJob | None = None
    if is_job_response(session, ref, response):
        try:
            job = _record_job(polled, decode_job(session, response, ref))
            session.poll_pace.accept(session.clock.monotonic())
        except DecodeError as error:
            _record_failure(session, polled, session.add_context(error, ref, polled.job), started_at)
    else:
        refusal = session.api_error(response, ref=ref, job=polled.job)
        _record_error_response(session, polled, refusal, started_at)
    requested = requested_delay(response.headers, session.clock)
    delay = _delay_after(session, polled, requested, is_refused=job is None and is_transient(response.status_code))
    await _report_failure(io, session, polled, delay)
    return job, delay


def _delay_after(session: Session, polled: PolledJob, requested: float | None, *, is_refused: bool) -> float:
    """Return the seconds until the next poll, with a request of the server."""
    delay = interval(session, polled)
    if requested is None:
        return delay
    if not is_refused:
        return max(requested, polled.poll_interval or FIRST_INTERVAL)
    # A server that sends the end of its outage to all clients would get all of them back in that second. And a job
    # that is not refused is polled less often than a server may request: a refusal must not make it more.
    return max(requested + session.clock.random() * delay, delay)


async def _report_failure(io: IO, session: Session, polled: PolledJob, delay: float) -> None:
    """Call ``on_retry`` if the poll failed."""
    if polled.failure is None or session.on_retry is None:
        return
    remaining = min(polled.failure_ends_at, polled.ends_at) - session.clock.monotonic()
    if remaining <= 0:
        return  # the wait ends now, with its own error
    polled.is_retry_reported = True
    pause = min(delay, remaining)
    await report_retry(io, session, Retry(error=polled.failure, pause=pause, remaining=remaining, ref=polled.ref))


async def report(io: IO, polled: PolledJob, on_update: Callable[[VideoJob], Any] | None) -> None:
    """Call ``on_update`` with the job if its status or progress changed, or if ``on_retry`` was called before."""
    job = polled.job
    if job is None:
        return
    state = (job.raw_status, job.progress)
    if on_update is not None and (polled.reported != state or polled.is_retry_reported):
        await io.call(on_update, job)
    polled.reported, polled.is_retry_reported = state, False


def _record_job(polled: PolledJob, job: VideoJob) -> VideoJob:
    """Record a job that was received, and return it; its progress never decreases."""
    before = None if polled.job is None else polled.job.progress
    # Behind a load balancer, a poll may reach a server that lags behind the one before.
    if before is not None and (job.progress is None or job.progress < before):
        job = evolve(job, progress=before)
    word = job.raw_status or ""
    if job.status is JobStatus.UNKNOWN and word not in polled.logged_statuses:
        polled.logged_statuses |= {word}
        _log.warning("%s: status %r is not known; waiting goes on", job.provider, printable(word, 80))
    polled.job, polled.is_confirmed = job, True
    polled.failure, polled.failing_since, polled.refused_since = None, None, None
    return job


def _record_failure(session: Session, polled: PolledJob, error: VideoJobsError, started_at: float) -> None:
    """Record a failed poll; raise its error if nothing but failures was received for too long."""
    polled.failure = error
    if polled.failing_since is None:
        polled.failing_since = started_at
    polled.failure_ends_at = polled.failing_since + FAILURE_SECONDS
    if session.clock.monotonic() >= polled.failure_ends_at:
        raise error


def _record_error_response(session: Session, polled: PolledJob, error: ApiError, started_at: float) -> None:
    """Record an error response if later polls may succeed; else raise the error."""
    if concerns_money(error):  # with any status: some servers send 401 or 403 for a key without quota
        _record_refusal(session, polled, error, started_at, NO_MONEY_SECONDS)
        return
    if isinstance(error, AuthenticationError):
        raise error
    is_new = polled.job is not None and not polled.is_confirmed
    # 410 means gone for good (RFC 9110, section 15.5.11): no later poll brings such a job back.
    if (isinstance(error, NotFound) and error.status_code != 410) or (
        is_new and error.status_code in _NOT_FOUND_STATUSES
    ):
        limit = NOT_FOUND_SECONDS if polled.job is None else NOT_FOUND_SECONDS_KNOWN
        _record_refusal(session, polled, error, started_at, limit)
    elif is_transient(error.status_code):
        if error.status_code == 429:
            session.poll_pace.refuse(session.clock.monotonic())
        _record_failure(session, polled, error, started_at)
    else:
        raise error


def _record_refusal(session: Session, polled: PolledJob, error: ApiError, started_at: float, limit: float) -> None:
    """Record a refusal that may pass; raise it if there was nothing else for ``limit`` seconds."""
    polled.failure = error
    if polled.refused_since is None:
        polled.refused_since = started_at
    polled.failure_ends_at = polled.refused_since + limit
    if session.clock.monotonic() >= polled.failure_ends_at:
        raise error


def timeout_error(polled: PolledJob) -> WaitTimeout:
    """Return the error for a job that was not finished in time."""
    ref, job = polled.ref, polled.job
    if job is None:
        state = "no response showed it"
        advice = "Check its id, or call wait() again with this error's .ref to resume"
    else:
        state = f"last status {printable(job.raw_status or job.status.value, 80)}"
        if job.progress is not None:
            state += f", {job.progress:g} %"
        advice = "It may still finish: call wait() again with this error's .ref (or the id) to resume"
    message = f"job {printable(ref.id, 200)} at {ref.provider} was not finished within {polled.timeout:g} s ({state})"
    if polled.failure is not None:
        message += f"; the last poll failed: {polled.failure.message}"
    error = WaitTimeout(f"{message}. {advice}", ref=ref, job=job)
    error.__cause__ = polled.failure
    return error
