"""Repeat requests over passing faults: what may be repeated, how often, and after which delay."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from videojobs.errors import ApiError, DeadlineExceeded, TransportError
from videojobs.http.error_body import is_about_money
from videojobs.jobs.clock import Clock
from videojobs.jobs.io import IO
from videojobs.jobs.limiter import Kind
from videojobs.jobs.model.results import Retry
from videojobs.jobs.model.video_job import JobRef
from videojobs.jobs.retry_budget import RETRY_COST, TIMEOUT_COST
from videojobs.jobs.session import Session

if TYPE_CHECKING:
    import httpx

    from videojobs.http.request import Request

TRIES = 4
# A server with a wrong clock or unit must not stop the client: the official SDK was measured to sleep for 27 hours.
MAX_DELAY = 60.0
MIN_DELAY = 0.05
# No server means to wait for a week: a longer delay is of a wrong unit or date.
_IGNORED_FROM = 7 * 86_400.0

Failure = ApiError | TransportError


def is_success(status: int) -> bool:
    """Whether a status is a success."""
    return 200 <= status < 300


def is_transient(status: int) -> bool:
    """Whether the same request may succeed later (408 and 425: RFC 9110, 15.5.9, and RFC 8470, 5.2)."""
    return status in (408, 425, 429) or status >= 500


def is_transient_failure(failure: Failure) -> bool:
    """Whether a request without side effects should be repeated: not if the account has no money left."""
    if isinstance(failure, TransportError):
        return True
    return is_transient(failure.status_code) and not concerns_money(failure)


def concerns_money(error: ApiError) -> bool:
    """Whether the server refuses because of quota, balance or billing (HTTP 402: RFC 9110, 15.5.3)."""
    if error.status_code >= 500:
        return False  # a fault of the server, such as "insufficient memory" or "no load balancer"
    return error.status_code == 402 or is_about_money(error.code, error.error_type, error.api_message)


def _has_success_status(response: httpx.Response) -> bool:
    return is_success(response.status_code)


async def send_with_retries(
    io: IO,
    session: Session,
    request: Request,
    *,
    ref: JobRef | None = None,
    deadline: float | None,
    ends_at: float = math.inf,
    tries: int = TRIES,
    is_accepted: Callable[[httpx.Response], bool] = _has_success_status,
    may_repeat: Callable[[Failure], bool] = is_transient_failure,
    before_try: Callable[[int], Awaitable[None]] | None = None,
    on_send: Callable[[], None] | None = None,
    kind: Kind = "request",
) -> httpx.Response:
    """Send a request until its response is accepted, and return that response.

    Args:
        io: Network and time.
        session: What the client's flows share.
        request: The request.
        ref: The job that it is about.
        deadline: Seconds for each try; None for no limit.
        ends_at: When all tries must be over, on the monotonic clock.
        tries: Most tries.
        is_accepted: Whether a response is returned; by default those with a status of success.
        may_repeat: Whether the request may be repeated after a failure. Called once per failure.
        before_try: Awaited before each try, with its number from 0, when it has its slot.
        on_send: Called in each try when the request is complete and about to be sent.
        kind: The slots that it is bounded by.

    Raises:
        ApiError: The server answered with an error status that may not be repeated, or the last time.
        TransportError: No response was received, likewise.
    """
    cost = 0
    for number in range(tries):
        failure: Failure
        try:
            async with io.slot(kind, ends_at=ends_at):
                if before_try is not None:
                    await before_try(number)
                remaining = shorter(deadline, ends_at - session.clock.monotonic())
                response = await io.send(request, deadline=remaining, on_send=on_send)
        except TransportError as error:
            failure, delay = session.add_context(error, ref), None
        else:
            if is_accepted(response):
                session.retry_budget.put_back(cost)
                return response
            failure, delay = session.api_error(response, ref=ref), requested_delay(response.headers, session.clock)
        if delay is None:
            pause = backoff(number, session.clock)
        else:
            # Clients that are refused at once would all come back at once.
            pause = delay * (1 + 0.25 * session.clock.random())
        # A pause beyond the deadline is not begun: the caller learns of the failure now.
        if not may_repeat(failure) or number == tries - 1 or session.clock.monotonic() + pause >= ends_at:
            raise failure
        # A repetition that the server itself schedules multiplies nothing.
        if delay is None:
            cost += _take_for_retry(session, failure)
        await report_retry(io, session, Retry(error=failure, pause=pause, ref=ref))
        await io.sleep(pause)
    raise AssertionError("the last try returns or raises")


def _take_for_retry(session: Session, failure: Failure) -> int:
    """Take the tokens for a repetition, and return their number; raise the failure if the budget has too few."""
    from httpx import TimeoutException  # loads httpx, which `import videojobs` does without

    cost = RETRY_COST
    if isinstance(failure, DeadlineExceeded) or isinstance(failure.__cause__, TimeoutException):
        cost = TIMEOUT_COST
    if not session.retry_budget.take(cost):
        raise failure
    return cost


async def report_retry(io: IO, session: Session, retry: Retry) -> None:
    """Call the ``on_retry`` of the client, if it has one.

    Raises:
        ConfigurationError: The client was closed meanwhile; then nothing is repeated, and the failure may be due to it.
    """
    if session.on_retry is None:
        return
    with io.on_close(_do_nothing):
        await io.call(session.on_retry, retry)


def _do_nothing() -> None: ...


def shorter(timeout: float | None, remaining: float) -> float | None:
    """Return the shorter of a timeout, None being no limit, and the time that is left, which may be infinite."""
    if timeout is not None:
        return min(timeout, remaining)
    return None if remaining == math.inf else remaining


def backoff(number: int, clock: Clock, *, first: float = 0.5, factor: float = 2.0, max_delay: float = 8.0) -> float:
    """Return the seconds before the next try: growing, bounded, and up to a quarter shorter at random.

    Without the random part, all clients that a fault hit would come back at the same moment:
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    # The exponent is bounded, since a float overflows at 2.0 ** 1024.
    return min(max_delay, first * factor ** min(number, 32)) * (1 - 0.25 * clock.random())


def requested_delay(headers: Mapping[str, str], clock: Clock) -> float | None:
    """Return the seconds to wait that a server requests, between 0.05 and 60; None if it requests nothing usable.

    Read are ``openai-poll-after-ms``, ``retry-after-ms`` and ``Retry-After``: seconds, or an HTTP date, which counts
    from the server's own ``Date`` (RFC 9110, 10.2.3). Negative numbers and more than a week are ignored.
    """
    # The more exact ones first: Retry-After has whole seconds (RFC 9110, section 10.2.3).
    for name in ("openai-poll-after-ms", "retry-after-ms"):
        milliseconds = _number(headers.get(name))
        if milliseconds is not None and (delay := _bounded(milliseconds / 1000)) is not None:
            return delay
    value = headers.get("retry-after")
    if value is None:
        return None
    seconds = _number(value)
    if seconds is None:
        seconds = _seconds_until(value, headers.get("date"), clock)
    if seconds is None:
        return None
    return _bounded(seconds)


def _number(text: str | None) -> float | None:
    # No delay takes so many characters.
    if text is None or len(text) > 32:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _seconds_until(date: str, server_date: str | None, clock: Clock) -> float | None:
    then = _timestamp(date)
    if then is None:
        return None
    # The server's clock and ours may differ by hours; only the difference of its own two dates is reliable.
    now = _timestamp(server_date or "")
    if now is None:
        now = clock.time()
    return max(0.0, then - now)


def _timestamp(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date[:64]).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _bounded(seconds: float) -> float | None:
    if not (math.isfinite(seconds) and 0 <= seconds <= _IGNORED_FROM):
        return None
    return min(max(seconds, MIN_DELAY), MAX_DELAY)
