"""Sending what costs money. A call is at most one paid job, by construction.

Each failure is *not sent*, *rejected* or *unknown*. Only the first two may be followed by another try; the third
ends in `AmbiguousCreate`, which says how to look for the job.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from videojobs.errors import (
    AmbiguousCreate,
    ApiError,
    DecodeError,
    InvalidRequest,
    TransportError,
    VideoJobsError,
    printable,
)
from videojobs.http.files import File
from videojobs.http.request import Multipart, Request
from videojobs.http.responses import request_id
from videojobs.jobs.effects import Flow, Send, Sleep
from videojobs.jobs.hints import backoff, server_hint
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.retry import is_success, known
from videojobs.jobs.session import Session

if TYPE_CHECKING:
    import httpx

TRIES = 3
_PATIENCE = 5


def rewind(request: Request) -> None:
    """Put the files of a body back to their start, so that another try sends the same bytes."""
    fields = request.body.fields.values() if isinstance(request.body, Multipart) else ()
    for value in fields:
        if isinstance(value, File) and not isinstance(value.payload, bytes):
            try:
                value.payload.seek(0)
            except (OSError, ValueError) as error:
                raise InvalidRequest(f"the file to upload cannot be read again: {error}") from error


def submit(session: Session, request: Request, *, ref: JobRef | None = None) -> Flow[VideoJob]:
    """Send a paid request and return the job that it started.

    It is repeated, twice at most, only if it provably never left this machine, or was turned away for its rate
    (429, but not for want of quota or money).

    Raises:
        ApiError: The server refused. Nothing was started.
        TransportError: The request could not be sent. Nothing was started.
        AmbiguousCreate: It is not known whether a job was started.
    """
    limit = None if session.timeout is None else session.timeout * _PATIENCE
    for attempt in range(TRIES):
        failed: VideoJobsError
        if attempt:
            rewind(request)
        started_at = _now(session)
        delay = backoff(attempt, session.clock)
        try:
            response: httpx.Response = yield Send(request=request, deadline=limit)
        except TransportError as error:
            known(error, ref, None).provider = session.dialect.name
            if error.sent:
                raise _ambiguous(session, started_at, error.message, ref=ref) from error
            failed = error
        else:
            if is_success(response.status_code):
                return _started(session, response, started_at, ref)
            failed = _refusal(session, response, started_at, ref)
            if response.status_code != 429 or session.said(response).about_money:
                raise failed
            delay = server_hint(response.headers, session.clock) or delay
        if attempt == TRIES - 1:
            raise failed
        yield Sleep(delay)
    raise AssertionError("the last try returns or raises")


def _now(session: Session) -> str:
    return datetime.fromtimestamp(session.clock.time(), UTC).isoformat(timespec="seconds")


def _started(session: Session, response: httpx.Response, started_at: str, ref: JobRef | None) -> VideoJob:
    try:
        return session.job(response)
    except DecodeError as error:
        what = f"HTTP {response.status_code}, but {error.message}"
        raise _ambiguous(session, started_at, what, response=response, ref=ref) from error


def _refusal(session: Session, response: httpx.Response, started_at: str, ref: JobRef | None) -> VideoJobsError:
    """Return the error for a status that is no success."""
    status = response.status_code
    if 300 <= status < 400:
        return _redirected(session, response, ref)
    error = session.error(response, ref=ref)
    if status == 408 or status >= 500 or status < 200:
        ambiguous = _ambiguous(session, started_at, error.message, response=response, ref=ref)
        ambiguous.__cause__ = error
        return ambiguous
    return error


def _redirected(session: Session, response: httpx.Response, ref: JobRef | None) -> ApiError:
    """A redirect is never followed here: it would hand the prompt, and the bill, to an address nobody chose."""
    location = session.masked(response.headers.get("location", ""))
    try:
        parts = urlsplit(location)
        host = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else "the same host"
    except ValueError:
        host = "an unreadable address"
    error = session.error(response, ref=ref)
    error.message = (
        f"{session.dialect.title} redirects (HTTP {response.status_code}) to {printable(host, 200)}. A paid request is "
        f"never sent on; nothing was started. base_url is {session.base_url}: set it to the final address"
    )
    error.args = (error.message,)
    return error


def _ambiguous(
    session: Session,
    started_at: str,
    what: str,
    *,
    response: httpx.Response | None = None,
    ref: JobRef | None = None,
) -> AmbiguousCreate:
    number = request_id(response.headers) if response is not None else None
    if "list" in session.dialect.operations:
        look = f"look for a job created at or after {started_at} with client.list()"
    else:
        look = f"look for a job created at or after {started_at} on the dashboard of {session.dialect.title}"
    return AmbiguousCreate(
        f"a paid job may have been started, or not: {what}. It is not asked for again; before you do, {look}"
        + (f" (request {number})" if number else ""),
        status_code=response.status_code if response is not None else None,
        request_id=number,
        started_at=started_at,
        provider=session.dialect.name,
        ref=ref,
    )
