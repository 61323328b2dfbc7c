"""Look for the job of a paid request whose outcome is unknown. Never posts."""

from __future__ import annotations

from datetime import datetime

from videojobs.errors import AmbiguousCreate, InvalidRequest
from videojobs.jobs.io import IO
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.recover.flow import list_since
from videojobs.jobs.recover.matching import earliest, match
from videojobs.jobs.session import Session
from videojobs.ledger import Entry, prompt_digest


async def find_candidates(io: IO, session: Session, error: AmbiguousCreate) -> tuple[VideoJob, ...]:
    """Return the jobs of the provider's list that the request of an error may have started.

    Raises:
        NotSupported: The provider has no list.
        InvalidRequest: The error is of another provider, or holds no time.
    """
    if error.provider != session.dialect.name:
        raise InvalidRequest(
            f"the error is of {error.provider}, this client talks to {session.dialect.name}",
            provider=session.dialect.name,
        )
    if error.started_at is None:
        raise InvalidRequest("the error has no started_at, so no job can be matched with it")
    entry = Entry(
        # The id is the salt of the digest; here both sides are computed, with an empty one.
        id="",
        provider=session.dialect.name,
        base_url=session.base_url,
        operation="create",
        sent_at=datetime.fromisoformat(error.started_at),
        prompt_sha256=prompt_digest("", error.prompt or ""),
    )
    matches = match([entry], await list_since(io, session, earliest([entry])))
    certain = matches.certain.get(entry.id)
    if certain is not None:
        return (certain,)
    return matches.candidates[entry.id]
