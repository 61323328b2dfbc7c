"""Record the outcome of a paid request, in the client's ledger and on the exception that interrupts it."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from attrs import define, field

from videojobs.errors import AmbiguousCreate, ApiError, ConfigurationError, TransportError, VideoJobsError
from videojobs.http.bodies import Binary, Json
from videojobs.http.request import Request
from videojobs.http.types import File
from videojobs.jobs.io import IO
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.session import Session
from videojobs.ledger import new_entry_id, prompt_digest

_log = logging.getLogger("videojobs")


@define
class PaidRequest:
    """A paid request, from before its first try to its outcome.

    Attributes:
        session: The settings of the client.
        operation: ``create`` or ``remix``.
        prompt: Its prompt.
        entry: Its id in the ledger.
        started_at: When the latest try began, ISO 8601 in UTC.
        may_have_started_a_job: Whether a try was sent whose outcome is unknown so far.
        has_begun: Whether the ledger has its line ``sending``, or there is no ledger.
    """

    session: Session
    operation: str
    prompt: str
    entry: str = field(factory=new_entry_id)
    started_at: str = ""
    may_have_started_a_job: bool = False
    has_begun: bool = False

    def begin_try(self) -> None:
        """Note that the request is about to be sent, again or for the first time."""
        self.started_at = datetime.fromtimestamp(self.session.clock.time(), UTC).isoformat(timespec="seconds")
        self.may_have_started_a_job = True

    async def begin(self, io: IO, request: Request) -> None:
        """Write the line ``sending``; it is on the disk when this returns.

        Raises:
            ConfigurationError: The ledger cannot be written. Nothing may be sent then.
        """
        ledger = self.session.ledger
        if ledger is None:
            self.has_begun = True
            return
        write = partial(
            ledger.append,
            "sending",
            entry=self.entry,
            provider=self.session.dialect.name,
            base_url=self.session.base_url,
            operation=self.operation,
            prompt={"sha256": prompt_digest(self.entry, self.prompt), "length": len(self.prompt)},
            body=_body_digest(self.entry, request),
        )
        try:
            await io.run_blocking(write)
        except ConfigurationError as error:
            error.message = f"nothing was sent: {error.message}"
            error.args = (error.message,)
            error.provider = self.session.dialect.name
            raise
        except BaseException:  # cancelled; the worker thread may still write the line
            self._record("not_sent")
            raise
        self.has_begun = True

    async def succeed(self, io: IO, job: VideoJob) -> None:
        """Write the line ``created``. The job is paid for, so a ledger that cannot be written is only logged."""
        record = partial(
            self._record, "created", provider=self.session.dialect.name, base_url=self.session.base_url, job=job.id
        )
        if self.session.ledger is None:
            return
        try:
            await io.run_blocking(record)
        except BaseException:  # cancelled before or while the worker thread wrote the line; twice does no harm
            record()
            raise

    def fail(self, error: BaseException) -> None:
        """Write the line of a request without a job, and add a note to an exception that interrupted it.

        It blocks for the disk even in async programs: a cancelled task cannot await.
        """
        if not self.has_begun:
            return
        context = {"error": type(error).__name__, "status_code": getattr(error, "status_code", None)}
        if isinstance(error, AmbiguousCreate):
            self._record("unknown", **context, request_id=error.request_id)
        elif isinstance(error, TransportError) and not error.sent:
            self._record("not_sent", **context)
        elif isinstance(error, ApiError):
            self._record("rejected", **context, request_id=error.request_id)
        # All other errors of ours are raised before a byte leaves.
        elif isinstance(error, VideoJobsError) or not self.may_have_started_a_job:
            self._record("not_sent", **context)
        else:
            self._record("unknown", **context)
            self._add_note(error)

    def _add_note(self, error: BaseException) -> None:
        text = (
            f"{self.operation} was interrupted by {type(error).__name__}: a paid job may have been started, or not; "
            f"before you repeat the call, look for a job created at or after {self.started_at} "
            f"{where_to_look(self.session)}"
        )
        if self.session.ledger is not None:
            text += f", or call videojobs.recover ({self.session.ledger.path}, entry {self.entry})"
        with suppress(Exception):  # a log handler may fail; the exception must go on unchanged
            error.add_note(text)
            _log.warning("%s: %s", self.session.dialect.name, text)

    def _record(self, event: str, **fields: Any) -> None:
        if self.session.ledger is None:
            return
        try:
            self.session.ledger.append(event, entry=self.entry, **fields)
        except ConfigurationError as error:
            job_id = fields.get("job")
            with suppress(Exception):
                _log.warning("entry %s: %s (job %s) is not recorded: %s", self.entry, event, job_id, error)


def where_to_look(session: Session) -> str:
    """Return where a user can look for a job whose id was lost."""
    if session.dialect.create.look_up:
        return session.dialect.create.look_up
    if "list" in session.dialect.operations:
        return "with client.list()"
    return f"on the dashboard of {session.dialect.title}"


def _body_digest(entry: str, request: Request) -> str:
    """Return a salted digest of the body; a file counts by its name and type, since reading it would consume it."""
    body = request.body
    content: Any = None
    if isinstance(body, Json):
        content = body.value
    elif body is not None and not isinstance(body, Binary):
        content = body.fields
    text = json.dumps(content, sort_keys=True, default=_digestible)
    return hashlib.sha256(f"{entry}\n{text}".encode()).hexdigest()


def _digestible(value: object) -> Any:
    if isinstance(value, File):
        return [value.file_name, value.mime_type]
    if isinstance(value, Mapping):
        return dict(value)
    return type(value).__name__
