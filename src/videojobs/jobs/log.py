"""Log one line per create, wait and download: ids and durations, never a prompt or a key."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from videojobs.errors import VideoJobsError, printable
from videojobs.jobs.io import IO
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.session import Session

P = ParamSpec("P")
T = TypeVar("T")
Flow = Callable[Concatenate[IO, Session, P], Awaitable[T]]

_log = logging.getLogger("videojobs")


def logged(action: str) -> Callable[[Flow[P, T]], Callable[Concatenate[IO, Session, P], Coroutine[Any, Any, T]]]:
    """Decorate a flow: log at level INFO how it ended, after how many seconds, for which job and which request."""

    def decorate(flow: Flow[P, T]) -> Callable[Concatenate[IO, Session, P], Coroutine[Any, Any, T]]:
        @wraps(flow)
        async def logged_flow(io: IO, session: Session, /, *args: P.args, **kwargs: P.kwargs) -> T:
            started_at = session.clock.monotonic()
            subject = None if action == "create" else args[0]  # the first argument of a create is the prompt
            try:
                result = await flow(io, session, *args, **kwargs)
            except BaseException as error:
                log_outcome(session, action, started_at, error, subject)
                raise
            log_outcome(session, action, started_at, result, subject)
            return result

        return logged_flow

    return decorate


def log_outcome(session: Session, action: str, started_at: float, result: object, subject: object) -> None:
    """Log at level INFO how an action ended.

    Args:
        session: The settings of the client.
        action: The action, such as ``create``.
        started_at: When it started, on the monotonic clock.
        result: Its result, or the exception that ended it.
        subject: The job that it is about, if the result does not name it.
    """
    if not _log.isEnabledFor(logging.INFO):
        return
    if isinstance(result, BaseException):
        outcome = type(result).__name__
    elif isinstance(result, VideoJob):
        outcome = result.status.value
    else:
        outcome = "done"
    job = result.ref if isinstance(result, VideoJobsError) else result
    if not isinstance(job, JobRef | VideoJob):
        job = subject
    job_id = getattr(job, "id", job)
    request_id = result.request_id if isinstance(result, VideoJobsError | VideoJob) else None
    with suppress(Exception):  # a log handler may fail; the job is worth more than the line
        _log.info(
            "%s %s: %s after %.1f s (job %s, request %s)",
            session.dialect.name,
            action,
            outcome,
            session.clock.monotonic() - started_at,
            session.mask(printable(str(job_id), 200)) if job_id is not None else "-",
            request_id or "-",
        )
