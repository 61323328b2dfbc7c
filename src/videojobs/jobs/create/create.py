"""Start paid renders. One call starts at most one job.

Each failure is *not sent*, *rejected* or *unknown*. Only after the first two may a request be repeated; the third is
raised as `AmbiguousCreate`, which says how to look for the job.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from attrs import evolve

from videojobs.errors import (
    AmbiguousCreate,
    ApiError,
    DecodeError,
    InvalidRequest,
    TransportError,
    VideoJobsError,
    printable,
)
from videojobs.http.bodies import Multipart
from videojobs.http.request import Request
from videojobs.http.types import File
from videojobs.jobs.create.encoding_fallback import is_rejected_for_encoding
from videojobs.jobs.create.options import CreateArguments
from videojobs.jobs.create.paid_request import FileClaim, PaidRequest, where_to_look
from videojobs.jobs.create.request import (
    MEDIA_TYPES,
    CreateBody,
    checked_prompt,
    create_body,
    encoded,
    encodings_for,
    paid_headers,
)
from videojobs.jobs.decoding.ids import with_route_of
from videojobs.jobs.io import IO
from videojobs.jobs.log import logged
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.retry import Failure, concerns_money, send_with_retries
from videojobs.jobs.session import PaidRole, Session, Target

if TYPE_CHECKING:
    import httpx

TRIES = 3
_DEADLINE_FACTOR = 5
"""A create gets five times the client's timeout: uploads take time, and a response that comes late still has the id."""


@logged("create")
async def create(
    io: IO,
    session: Session,
    prompt: str,
    arguments: CreateArguments,
) -> VideoJob:
    """Start a paid render. All values are checked before anything is sent.

    Where the provider takes more than one encoding, a body that is rejected for its encoding is sent in the other one.

    Raises:
        InvalidRequest: A value that the provider does not take.
        ApiError: The server rejected the request. No job was started.
        TransportError: The request could not be sent. No job was started.
        AmbiguousCreate: It is not known whether a job was started.
    """
    async with prepared(io, session, prompt, arguments) as body:
        return await start(io, session, body, arguments)


@asynccontextmanager
async def prepared(
    io: IO, session: Session, prompt: str, arguments: CreateArguments
) -> AsyncGenerator[CreateBody, None]:
    """Check all values, and build the body of a create; on exit, the files that were opened for it are closed.

    Raises:
        NotSupported: The provider has no such operation.
        InvalidRequest: A value that the provider does not take.
    """
    session.operation("create")
    paid_headers(session.dialect, arguments.idempotency_key)
    prepare = partial(
        create_body,
        session.dialect,
        prompt,
        model=arguments.model,
        seconds=arguments.seconds,
        size=arguments.size,
        input_reference=arguments.input_reference,
        extra=arguments.extra,
    )
    if arguments.input_reference is None:
        body = prepare()
    else:
        body = await io.run_blocking(prepare)  # it may read a file
    try:
        yield body
    finally:
        _close_files(body.fields, arguments.input_reference)


async def start(
    io: IO, session: Session, body: CreateBody, arguments: CreateArguments, claim: FileClaim | None = None
) -> VideoJob:
    """Send a prepared body; see `create`."""
    headers = paid_headers(session.dialect, arguments.idempotency_key)
    return await _send_in_accepted_encoding(io, session, "create", body, headers, claim=claim)


@logged("remix")
async def remix(
    io: IO, session: Session, target: Target, prompt: str, *, idempotency_key: str | None = None
) -> VideoJob:
    """Start a paid render that changes a finished clip.

    A body that is rejected for its encoding is sent in the other one, as that of a new job is.

    Raises:
        NotSupported: The provider has no such operation.
        InvalidRequest: The prompt is empty, or longer than the provider takes.
        ApiError: The server rejected the request. No job was started.
        AmbiguousCreate: It is not known whether a job was started.
    """
    session.operation("remix")
    headers = paid_headers(session.dialect, idempotency_key)
    ref = session.ref(target)
    # The encodings of provider.yaml are those of a new job; for a remix, all that its operation takes are tried.
    fields = {"prompt": checked_prompt(prompt)}
    body = CreateBody(prompt, fields, tuple(MEDIA_TYPES), holds_file=False, arguments={})
    return await _send_in_accepted_encoding(io, session, "remix", body, headers, ref)


async def _send_in_accepted_encoding(
    io: IO,
    session: Session,
    role: PaidRole,
    body: CreateBody,
    headers: Mapping[str, str],
    ref: JobRef | None = None,
    claim: FileClaim | None = None,
) -> VideoJob:
    """Send a paid request; once more in the other encoding if the server provably could not read the first."""
    rejection: ApiError | None = None
    for encoding in encodings_for(session, role, body):
        fields = encoded(session.dialect, body.fields, encoding)
        request = _build_request(session, role, fields, MEDIA_TYPES[encoding], headers, ref)
        if rejection is not None:
            _rewind_files(request)
        try:
            # A second encoding is an entry of its own in the ledger: the first one was rejected.
            paid = PaidRequest(session, role, body.prompt, body.fields, claim)
            job = await _start_job(io, session, request, paid, ref=ref)
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


def _build_request(
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
    request = session.request(role, ref, **options)
    if not headers:
        return request
    return evolve(request, headers=(*request.headers, *headers.items()))


async def _start_job(
    io: IO, session: Session, request: Request, paid: PaidRequest, *, ref: JobRef | None = None
) -> VideoJob:
    """Send a paid request and return the job that it started; the ledger has a line before and one after it.

    Raises:
        ConfigurationError: The ledger cannot be written. Nothing was sent.
        ApiError: The server rejected the request. No job was started.
        TransportError: The request could not be sent. No job was started.
        AmbiguousCreate: It is not known whether a job was started.
    """
    try:
        job = await _send_paid_request(io, session, request, paid, ref)
    except BaseException as error:  # KeyboardInterrupt and cancellations too: they leave a job that nobody knows of
        paid.fail(error)
        raise
    await paid.succeed(io, job)
    return job


async def _send_paid_request(
    io: IO, session: Session, request: Request, paid: PaidRequest, ref: JobRef | None
) -> VideoJob:
    """Send a paid request and return the job in its response.

    It is repeated, twice at most, only if it provably never left this machine, or was rejected for its rate (429, but
    not for lack of quota or money).
    """

    async def before_try(number: int) -> None:
        if number == 0:
            await paid.begin(io)
        else:
            _rewind_files(request)

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
        return _decode_job(session, response, ref)
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


def _decode_job(session: Session, response: httpx.Response, source: JobRef | None) -> VideoJob:
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
        f"a paid job may have been started, or not: {message}. The request is not repeated; before you do, look for a "
        f"job created at or after {paid.started_at} {where_to_look(paid.session)}"
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


def _rewind_files(request: Request) -> None:
    """Seek the files of a body to their start, so that another try sends the same bytes."""
    if not isinstance(request.body, Multipart):
        return
    for value in request.body.fields.values():
        if isinstance(value, File) and not isinstance(value.payload, bytes):
            try:
                value.payload.seek(0)
            except (OSError, ValueError) as error:
                raise InvalidRequest(f"the file to upload cannot be read again: {error}") from error


def _close_files(fields: Mapping[str, Any], input_reference: object) -> None:
    """Close the files that were opened here; the caller's own stay open."""
    for value in fields.values():
        if not isinstance(value, File) or isinstance(value.payload, bytes):
            continue
        if value is not input_reference and value.payload is not input_reference:
            value.payload.close()
