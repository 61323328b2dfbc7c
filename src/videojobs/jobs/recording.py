"""Record in the client's ledger which file a clip is saved to, and that a job ended without one."""

from __future__ import annotations

import hashlib
import logging
import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from videojobs.errors import ConfigurationError
from videojobs.jobs.io import IO
from videojobs.jobs.model.results import Download
from videojobs.jobs.model.video_job import JobRef
from videojobs.jobs.session import Session

_log = logging.getLogger("videojobs")


async def record_target(io: IO, session: Session, ref: JobRef, variant: str, path: Path) -> None:
    """Write the line ``downloading``: a recovery saves the clip to the same file."""
    if session.ledger is not None:
        await io.run_blocking(partial(_record, session, "downloading", ref, variant=variant, path=path))


async def record_saved(io: IO, session: Session, ref: JobRef, variant: str, result: Download) -> None:
    """Write the line ``saved``, with the length and the digest of the file."""
    if session.ledger is not None:
        await io.run_blocking(partial(_record_file, session, ref, variant, result))


async def record_end(io: IO, session: Session, ref: JobRef, status: str) -> None:
    """Write the line ``ended``: there will be no clip, so that a recovery need not ask for it."""
    if session.ledger is not None:
        await io.run_blocking(partial(_record, session, "ended", ref, status=status))


def _record_file(session: Session, ref: JobRef, variant: str, result: Download) -> None:
    digest: str | None = None
    # Read once more: the first bytes of a resumed clip were written by an earlier process.
    # Another program may have moved the file already.
    with suppress(OSError), result.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    fields = {"bytes": result.bytes, "sha256": digest, "content_type": result.content_type}
    _record(session, "saved", ref, variant=variant, path=result.path, **fields)


def _record(session: Session, event: str, ref: JobRef, **fields: Any) -> None:
    """Write a line. That it cannot be written is only logged: the clip is paid for, and worth more than the line."""
    assert session.ledger is not None, "the callers check it"
    if "path" in fields:  # the program that recovers may run in another directory
        fields["path"] = os.path.abspath(fields["path"])
    try:
        session.ledger.append(event, provider=ref.provider, base_url=ref.base_url, job=ref.id, **fields)
    except ConfigurationError as error:
        with suppress(Exception):  # a log handler may fail
            _log.warning("job %s: %s is not recorded: %s", ref.id, event, error)
