"""Delete a job."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from videojobs.errors import DecodeError, NotFound, TransportError, printable
from videojobs.http.error_body import read_error_body
from videojobs.http.json_pointer import as_text
from videojobs.http.responses import decode_object
from videojobs.jobs.io import IO
from videojobs.jobs.model.results import Deletion
from videojobs.jobs.model.status import fold
from videojobs.jobs.model.video_job import JobRef
from videojobs.jobs.recording import record_end
from videojobs.jobs.retry import Failure, is_transient_failure, send_with_retries
from videojobs.jobs.session import Session, Target

if TYPE_CHECKING:
    import httpx


async def delete(io: IO, session: Session, target: Target) -> Deletion:
    """Delete a job and its clip; repeated over passing faults.

    Raises:
        NotSupported: The provider has no such operation.
        NotFound: There is no such job.
    """
    ref = session.ref(target)
    deletion = await _delete(io, session, ref)
    if deletion.deleted:
        await record_end(io, session, ref, "deleted")
    return deletion


async def _delete(io: IO, session: Session, ref: JobRef) -> Deletion:
    request = session.request("delete", ref)
    may_be_deleted = False

    def may_repeat(failure: Failure) -> bool:
        nonlocal may_be_deleted
        if isinstance(failure, TransportError):
            may_be_deleted = may_be_deleted or failure.sent
        else:
            # A gateway's 5xx may hide that the server behind it has deleted the job.
            may_be_deleted = may_be_deleted or failure.status_code >= 500
        return is_transient_failure(failure)

    try:
        response = await send_with_retries(
            io, session, request, ref=ref, deadline=session.timeout, may_repeat=may_repeat
        )
    except NotFound:
        if not may_be_deleted:
            raise
        # An earlier try deleted the job, and its response was lost.
        return Deletion(provider=ref.provider, id=ref.id, deleted=True)
    return session.decode(response, partial(_decode_deletion, session, ref), ref)


def _decode_deletion(session: Session, ref: JobRef, response: httpx.Response) -> Deletion:
    """Decode ``{"deleted": true}``, or the job itself with the status ``deleted``, or an empty body."""
    if not response.content.strip():
        # 202 means that the deletion has not happened yet (RFC 9110, section 9.3.5).
        return Deletion(provider=ref.provider, id=ref.id, deleted=response.status_code != 202)
    body = decode_object(response)
    if body.get("error") and "id" not in body:
        message = read_error_body(body, session.dialect.errors).message or "no message"
        raise DecodeError(f"the response is no deletion but an error: {printable(message)}")
    fields: Mapping[str, Any] = body
    if "id" not in body and isinstance(body.get("data"), Mapping):
        fields = body["data"]
    job_id = as_text(fields.get("id"))
    if job_id and not session.is_same_job(job_id, ref):
        raise DecodeError(
            f"requested to delete job {printable(ref.id, 200)}, the response is about {printable(job_id, 200)}"
        )
    return Deletion(provider=ref.provider, id=ref.id, deleted=_reports_deletion(fields), raw=body)


def _reports_deletion(fields: Mapping[str, Any]) -> bool:
    """Whether a response reports the job as deleted; one that does not mention it is not believed."""
    deleted = fields.get("deleted")
    if isinstance(deleted, bool):
        return deleted
    status = as_text(fields.get("status"))
    if status is None:
        return fields.get("object") == "video.deleted"
    return fold(status) in ("deleted", "cancelled", "canceled")
