"""Asking how a job stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from videojobs.errors import DecodeError, printable
from videojobs.http.request import Request
from videojobs.http.responses import error_body
from videojobs.jobs.decoding.reconcile import reader_of
from videojobs.jobs.effects import Flow
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.retry import ask, known
from videojobs.jobs.session import Session, Target

if TYPE_CHECKING:
    import httpx


def retrieve(session: Session, target: Target) -> Flow[VideoJob]:
    """Ask for the latest state of a job.

    Raises:
        NotFound: There is no such job.
        DecodeError: The answer is no job, or another job than the one asked for.
    """
    ref = session.ref(target)
    request = retrieve_request(session, ref)
    response = yield from ask(session, request, ref=ref, good=partial(holds_job, session, ref))
    return read_job(session, response, ref)


def retrieve_request(session: Session, ref: JobRef) -> Request:
    """Return the request for the state of a job."""
    return session.endpoint("retrieve").request(ref.id)


def holds_job(session: Session, ref: JobRef, response: httpx.Response) -> bool:
    """Whether an answer with an error status is the job that was asked for: some say so that a job failed."""
    if not session.dialect.quirks.failed_job_is_http_error:
        return False
    body = error_body(response)
    reader = reader_of(session.dialect)
    found = reader.locate(body) if isinstance(body, Mapping) else None
    return found is not None and found[2] == ref.id and bool(reader.status.find(found[1]))


def read_job(session: Session, response: httpx.Response, ref: JobRef) -> VideoJob:
    """Read the job in an answer, and hold it against the one that was asked for.

    A proxy that mixes up two answers on one connection would otherwise give out somebody else's job.

    Raises:
        DecodeError: The answer is no job, or another job.
    """
    try:
        job = session.job(response)
    except DecodeError as error:
        raise known(error, ref, None) from None
    if job.id != ref.id:
        raise DecodeError(
            f"asked for job {printable(ref.id, 200)}, got job {printable(job.id, 200)}: the answer is not used",
            status_code=response.status_code,
            content=response.content,
            ref=ref,
        )
    return job
