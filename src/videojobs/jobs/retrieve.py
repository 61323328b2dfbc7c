"""Retrieve the state of a job."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from attrs import evolve

from videojobs.errors import DecodeError, printable
from videojobs.http.json_pointer import follow
from videojobs.http.request import Request
from videojobs.http.responses import decode_text_or_json
from videojobs.jobs.decoding.converters import url
from videojobs.jobs.decoding.reconcile import reader_of
from videojobs.jobs.io import IO
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.retry import is_success, send_with_retries
from videojobs.jobs.session import Session, Target

if TYPE_CHECKING:
    import httpx


async def retrieve(io: IO, session: Session, target: Target, *, ends_at: float = math.inf) -> VideoJob:
    """Return the latest state of a job; all tries are over at ``ends_at``, on the monotonic clock.

    Raises:
        NotFound: There is no such job.
        DecodeError: The response is no job, or another job.
    """
    ref = session.ref(target)
    response = await send_with_retries(
        io,
        session,
        retrieve_request(session, ref, target),
        ref=ref,
        deadline=session.timeout,
        ends_at=ends_at,
        is_accepted=partial(is_job_response, session, ref),
    )
    return decode_job(session, response, ref)


def retrieve_request(session: Session, ref: JobRef, target: Target | None = None) -> Request:
    """Return the request for the state of a job: at the URL that its last response names, or by its id."""
    request = session.request("retrieve", ref)
    if not session.dialect.fields.polling_url or not isinstance(target, VideoJob):
        return request
    # Below base_url alone: the request has the key.
    polling_url = _polling_url(session, target) or ""
    rest = polling_url.removeprefix(f"{session.base_url}/")
    parts = urlsplit(f"/{rest}")
    if rest == polling_url or {".", ".."} & set(unquote(parts.path).split("/")):
        return request
    return evolve(request, path=parts.path, params=tuple(parse_qsl(parts.query, keep_blank_values=True)))


def _polling_url(session: Session, job: VideoJob) -> str | None:
    reader = reader_of(session.dialect)
    location = reader.locate(job.raw, item=True, job_id=job.id)
    if location is None:
        return None
    urls = [url(follow(location.job, path), session.base_url) for path in reader.polling_urls]
    return next(filter(None, urls), None)


def is_job_response(session: Session, ref: JobRef, response: httpx.Response) -> bool:
    """Whether a response holds the job: a success, or, at some providers, an error status with a failed job as body."""
    if is_success(response.status_code):
        return True
    if not session.dialect.quirks.failed_job_is_http_error:
        return False
    body = decode_text_or_json(response)
    if not isinstance(body, Mapping):
        return False
    reader = reader_of(session.dialect)
    location = reader.locate(body, job_id=ref.id)
    if location is None or not session.is_same_job(location.job_id, ref):
        return False
    return bool(reader.status.find(location.job))


def decode_job(session: Session, response: httpx.Response, ref: JobRef) -> VideoJob:
    """Return the job in a response, after checking that it is the one that was requested; its id is the requested one.

    Raises:
        DecodeError: The response is no job, or another job.
    """
    try:
        job = session.decode_job(response, ref.id)
    except DecodeError as error:
        raise session.add_context(error, ref) from None
    # HTTP/1.1 associates responses with requests by their order alone (RFC 9112, 9.2): after a surplus response on a
    # connection that is kept alive, httpx takes each response for that of the next request, here with another job.
    if not session.is_same_job(job.id, ref):
        raise DecodeError(
            f"requested job {printable(ref.id, 200)}, received job {printable(job.id, 200)}: the response is not used",
            status_code=response.status_code,
            content=response.content,
            ref=ref,
        )
    if job.id != ref.id:
        # A gateway may answer requests with the one spelling of an id, and not with the other, which it sends.
        job = evolve(job, id=ref.id)
    return job
