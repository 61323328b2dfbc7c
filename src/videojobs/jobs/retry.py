"""One question that may be asked twice: a GET or a DELETE, repeated over faults within a small budget."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from videojobs.errors import TransportError, VideoJobsError
from videojobs.http.request import Request
from videojobs.jobs.effects import Flow, Send, Sleep
from videojobs.jobs.hints import backoff, server_hint
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.session import Session

if TYPE_CHECKING:
    import httpx

TRIES = 4


def is_success(status: int) -> bool:
    """Whether a status says that all went well."""
    return 200 <= status < 300


def is_transient(status: int) -> bool:
    """Whether asking the same again later may help."""
    return status in (408, 425, 429) or status >= 500


def ask(
    session: Session,
    request: Request,
    *,
    ref: JobRef | None = None,
    good: Callable[[httpx.Response], bool] | None = None,
) -> Flow[httpx.Response]:
    """Send a request that does no harm when repeated; return the successful answer.

    Transport errors, 408, 425, 429 and 5xx are tried again, four times in all, as the server's hints say.

    Args:
        session: What the client's flows share.
        request: What to send.
        ref: The job that it is about.
        good: Says of an answer with an error status whether it is what was asked for nevertheless.

    Raises:
        ApiError: The server answered with an error, the last time.
        TransportError: No answer came, the last time.
    """
    for attempt in range(TRIES):
        failed: VideoJobsError
        delay = backoff(attempt, session.clock)
        try:
            response: httpx.Response = yield Send(request=request, deadline=session.timeout)
        except TransportError as error:
            failed = known(error, ref, None)
        else:
            if is_success(response.status_code) or (good is not None and good(response)):
                return response
            failed = session.error(response, ref=ref)
            if not is_transient(response.status_code) or session.said(response).about_money:
                raise failed
            delay = server_hint(response.headers, session.clock) or delay
        if attempt == TRIES - 1:
            raise failed
        yield Sleep(delay)
    raise AssertionError("the last try returns or raises")


def known(error: VideoJobsError, ref: JobRef | None, job: VideoJob | None) -> VideoJobsError:
    """Return the error with the job that it is about."""
    if error.ref is None:
        error.ref = ref
    if error.job is None:
        error.job = job
    if error.provider is None and ref is not None:
        error.provider = ref.provider
    return error
