"""Deleting a job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from videojobs.errors import DecodeError, NotFound, TransportError, VideoJobsError, printable
from videojobs.http.responses import decode_json
from videojobs.jobs.decoding.converters import text
from videojobs.jobs.effects import Flow, Send, Sleep
from videojobs.jobs.hints import backoff, server_hint
from videojobs.jobs.model.results import Deletion
from videojobs.jobs.model.status import fold
from videojobs.jobs.model.video_job import JobRef
from videojobs.jobs.retry import TRIES, is_success, is_transient, known
from videojobs.jobs.session import Session, Target

if TYPE_CHECKING:
    import httpx


def delete(session: Session, target: Target) -> Flow[Deletion]:
    """Delete a job and its clip.

    A deletion is repeated over faults like a question is. "No such job" in answer to a repetition means that
    an earlier try, whose answer was lost, has worked.

    Raises:
        NotSupported: The provider has no such operation.
        NotFound: There is no such job.
    """
    ref = session.ref(target)
    request = session.endpoint("delete").request(ref.id)
    lost = False
    for attempt in range(TRIES):
        failed: VideoJobsError
        delay = backoff(attempt, session.clock)
        try:
            response: httpx.Response = yield Send(request=request, deadline=session.timeout)
        except TransportError as error:
            failed, lost = known(error, ref, None), lost or error.sent
        else:
            if is_success(response.status_code):
                return _deletion(response, ref)
            failed = session.error(response, ref=ref)
            if isinstance(failed, NotFound) and lost:
                return Deletion(provider=ref.provider, id=ref.id, deleted=True)
            if not is_transient(response.status_code):
                raise failed
            lost = lost or response.status_code >= 500
            delay = server_hint(response.headers, session.clock) or delay
        if attempt == TRIES - 1:
            raise failed
        yield Sleep(delay)
    raise AssertionError("the last try returns or raises")


def _deletion(response: httpx.Response, ref: JobRef) -> Deletion:
    """Read the answer: ``{"deleted": true}``, or the job itself with the status ``deleted``, or nothing at all."""
    if not response.content.strip():
        return Deletion(provider=ref.provider, id=ref.id, deleted=True)
    try:
        body: Any = decode_json(response)
    except DecodeError as error:
        raise known(error, ref, None) from None
    if not isinstance(body, Mapping):
        body = {}
    inner: Any = body.get("data")
    found: Mapping[str, Any] = body if "id" in body or not isinstance(inner, Mapping) else inner
    said = text(found.get("id"))
    if said and said != ref.id:
        raise DecodeError(
            f"asked to delete job {printable(ref.id, 200)}, the answer is about {printable(said, 200)}",
            status_code=response.status_code,
            content=response.content,
            ref=ref,
        )
    flag = found.get("deleted")
    status = text(found.get("status"))
    if isinstance(flag, bool):
        gone = flag
    else:
        gone = status is None or fold(status) in ("deleted", "cancelled", "canceled")
    return Deletion(provider=ref.provider, id=ref.id, deleted=gone, raw=body)
