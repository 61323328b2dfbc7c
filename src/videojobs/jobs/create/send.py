"""Send paid requests. One call starts at most one job.

Each failure is *not sent*, *rejected* or *unknown*. Only after the first two may a request be repeated; the third is
raised as `AmbiguousCreate`, which says how to look for the job.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from attrs import evolve

from videojobs.errors import AmbiguousCreate, ApiError, DecodeError, TransportError, VideoJobsError, printable
from videojobs.http.request import Request
from videojobs.jobs.create.encoding_fallback import is_rejected_for_encoding
from videojobs.jobs.create.files import rewind_files
from videojobs.jobs.create.paid_request import FileClaim, PaidRequest
from videojobs.jobs.create.request import MEDIA_TYPES, CreateBody, encoded, encodings_for
from videojobs.jobs.decoding.ids import with_route_of
from videojobs.jobs.io import IO
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.retry import Failure, concerns_money, send_with_retries
from videojobs.jobs.session import PaidRole, Session

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
TRIES = 3
_DEADLINE_FACTOR = 5
"""A create gets five times the client's timeout: uploads take time, and a response that comes late still has the id."""


async def send_in_accepted_encoding(
    io: IO,
    session: Session,
    role: PaidRole,
    body: CreateBody,
    headers: Mapping[str, str],
    *,
    ref: JobRef | None = None,
    source: JobRef | None = None,
    claim: FileClaim | None = None,
) -> VideoJob:
    """Send a paid request; once more in the other encoding if the server provably could not read the first.

    Args:
        io: Network and time.
        session: The settings of the client.
        role: What the request does.
        body: Its body.
        headers: Its headers.
        ref: The job in its path, if there is one.
        source: The job whose clip the new one starts from, if there is one.
        claim: The file that the clip is for, or None.
    """
    rejection: ApiError | None = None
    for encoding in encodings_for(session, role, body):
        fields = encoded(session.dialect, body.fields, encoding)
        request = build_request(session, role, fields, MEDIA_TYPES[encoding], headers, ref)
        if rejection is not None:
            rewind_files(request)
        try:
            # A second encoding is an entry of its own in the ledger: the first one was rejected.
            paid = PaidRequest(session, role, body.prompt, body.fields, claim)
            job = await _start_job(io, session, request, paid, source or ref)
        except ApiError as error:
            if not is_rejected_for_encoding(session, error):
                raise error from rejection  # the first rejection is why this encoding was tried
            rejection = error
        else:
            # Only a rejection shows what the server takes: that a form with a file was accepted is no reason to send
            # later jobs as forms, where a number is text.
            if rejection is not None:
                session.server.encodings[role] = encoding
            return job
    assert rejection is not None, "there is at least one encoding"
    raise rejection


def build_request(
    session: Session,
    role: PaidRole,
    fields: Mapping[str, Any],
    media_type: str,
    headers: Mapping[str, str],
    ref: JobRef | None = None,
) -> Request:
    """Return the request with a body of ``fields``, checked against the provider's document."""
    bodies = session.endpoint(role).BODIES
    options: dict[str, Any] = {"body": bodies[media_type].from_dict(fields)}
    if len(bodies) > 1:  # an operation with one media type has no parameter for it
        options["media_type"] = media_type
    return session.request(role, ref, **options).with_headers(headers)


async def _start_job(io: IO, session: Session, request: Request, paid: PaidRequest, source: JobRef | None) -> VideoJob:
    """Send a paid request and return the job that it started; the ledger has a line before and one after it.

    Raises:
        ConfigurationError: The ledger cannot be written. Nothing was sent.
        ApiError: The server rejected the request. No job was started.
        TransportError: The request could not be sent. No job was started.
        AmbiguousCreate: It is not known whether a job was started.
    """
    try:
        job = await send_paid_request(io, session, request, paid, partial(_decode_job, session, source), ref=source)
    except BaseException as error:  # KeyboardInterrupt and cancellations too: they leave a job that nobody knows of
        paid.fail(error)
        raise
    await paid.succeed(io, job)
    return job


async def send_paid_request(
    io: IO,
    session: Session,
    request: Request,
    paid: PaidRequest,
    decode: Callable[[httpx.Response], T],
    *,
    ref: JobRef | None = None,
) -> T:
    """Send a paid request and return its decoded response.

    It is repeated, twice at most, only if it provably never left this machine, or was rejected for its rate (429, but
    not for lack of quota or money).
    """

    async def before_try(number: int) -> None:
        if number == 0:
            await paid.begin(io)
        else:
            rewind_files(request)

    def may_repeat(failure: Failure) -> bool:
        repeatable = _started_no_job(failure)
        paid.may_have_started_a_job = not repeatable
        return repeatable

    deadline = session.timeout
    if deadline is not None:
        deadline *= _DEADLINE_FACTOR
    try:
        response = await send_with_retries(
            io,
            session,
            request,
            ref=ref,
            deadline=deadline,
            tries=TRIES,
            may_repeat=may_repeat,
            before_try=before_try,
            on_send=paid.begin_try,
            kind="paid",
        )
        return decode(response)
    except TransportError as error:
        if not error.sent:
            raise
        raise _ambiguous(paid, error, error.message, ref=ref) from error
    except ApiError as error:
        if 300 <= error.status_code < 400:
            raise _redirect_error(session, error) from None
        is_proof = session.outer_code(error) in session.dialect.errors.not_started_codes
        if is_proof or not _may_have_started_a_job(error.status_code):
            raise
        raise _ambiguous(paid, error, error.message, error.status_code, ref) from error
    except DecodeError as error:
        message = f"HTTP {error.status_code}, but {error.message}"
        raise _ambiguous(paid, error, message, error.status_code, ref) from error


def _decode_job(session: Session, source: JobRef | None, response: httpx.Response) -> VideoJob:
    """Return the new job in a response; one that was started from another is where that is."""
    try:
        job = session.decode_job(response)
        if source is None:
            return job
        job_id = with_route_of(session.dialect.ids, job.id, source.id)
        return job if job_id == job.id else evolve(job, id=job_id)
    except VideoJobsError:
        raise
    except Exception as error:  # the job is paid for, whatever its response makes fail
        raise DecodeError(f"it cannot be read: {type(error).__name__}", status_code=response.status_code) from error


def _started_no_job(failure: Failure) -> bool:
    """Whether a failed request provably started no job, and may succeed when repeated."""
    if isinstance(failure, TransportError):
        return not failure.sent
    return failure.status_code == 429 and not concerns_money(failure)


def _may_have_started_a_job(status: int) -> bool:
    # A 408 or 504 of a proxy, and any 5xx, may hide a request that the server behind it completed.
    return status == 408 or status >= 500 or status < 200


def _redirect_error(session: Session, error: ApiError) -> ApiError:
    """Return the error for a redirect: following it would send a paid request to a host that is not configured."""
    location = error.headers.get("location", "")
    try:
        parts = urlsplit(location)
        host = "the same host"
        if parts.netloc:
            host = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    except ValueError:
        host = "an unreadable address"
    error.message = (
        f"{session.dialect.title} redirects (HTTP {error.status_code}) to {printable(host, 200)}. A paid request is "
        f"never redirected; no job was started. base_url is {session.base_url}: set it to the final address"
    )
    error.args = (error.message,)
    return error


def _ambiguous(
    paid: PaidRequest,
    cause: VideoJobsError,
    message: str,
    status_code: int | None = None,
    ref: JobRef | None = None,
) -> AmbiguousCreate:
    text = (
        f"{paid.product} may have been started, or not: {message}. The request is not repeated; before you do, "
        f"{paid.how_to_look()}"
    )
    if cause.request_id:
        text += f" (request {cause.request_id})"
    error = AmbiguousCreate(
        text,
        status_code=status_code,
        request_id=cause.request_id,
        started_at=paid.started_at,
        prompt=paid.prompt,
        look_up=paid.session.look_up,
        provider=paid.session.dialect.name,
        ref=ref,
    )
    error.headers = cause.headers
    return error
