"""Record the outcome of a paid request, in the client's ledger and on the exception that interrupts it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from attrs import define, field, frozen

from videojobs.errors import (
    AmbiguousCreate,
    ApiError,
    ConfigurationError,
    InvalidRequest,
    VideoJobsError,
    printable,
)
from videojobs.jobs.io import IO
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.session import Session
from videojobs.ledger import Ledger, fields_digest, new_entry_id, prompt_digest

_log = logging.getLogger("videojobs")


@frozen
class FileClaim:
    """The file that the clip of a paid request is for.

    Attributes:
        path: Its absolute path.
        earlier: The ids of earlier requests for it, which this one replaces.
    """

    path: str
    earlier: frozenset[str] = frozenset()


@define
class PaidRequest:
    """A paid request, from before its first try to its outcome.

    Attributes:
        session: The settings of the client.
        operation: ``create``, ``remix``, ``edit``, ``extend`` or ``create_character``.
        prompt: Its prompt.
        fields: The fields of its body.
        claim: The file that its clip is for, or None.
        product: What it starts.
        entry: Its id in the ledger.
        started_at: When the latest try began, ISO 8601 in UTC.
        may_have_started_a_job: Whether a try was sent whose outcome is unknown so far.
        has_begun: Whether the ledger has its line ``sending``, or there is no ledger.
    """

    session: Session
    operation: str
    prompt: str
    fields: Mapping[str, Any]
    claim: FileClaim | None = None
    product: str = "a paid job"
    entry: str = field(factory=new_entry_id)
    started_at: str = ""
    may_have_started_a_job: bool = False
    has_begun: bool = False

    def begin_try(self) -> None:
        """Note that the request is about to be sent, again or for the first time."""
        self.started_at = datetime.fromtimestamp(self.session.clock.time(), UTC).isoformat(timespec="seconds")
        self.may_have_started_a_job = True

    async def begin(self, io: IO) -> None:
        """Write the line ``sending``; it is on the disk when this returns.

        Raises:
            ConfigurationError: The ledger cannot be written. Nothing may be sent then.
            InvalidRequest: Another program is just sending a request for the same file.
        """
        if self.session.ledger is None:
            self.has_begun = True
            return
        try:
            await io.run_blocking(partial(self._write_sending, self.session.ledger))
        except ConfigurationError as error:
            error.message = f"nothing was sent: {error.message}"
            error.args = (error.message,)
            error.provider = self.session.dialect.name
            raise
        except BaseException:  # cancelled; the worker thread may still write the line
            self._record("not_sent")
            raise
        self.has_begun = True

    def _write_sending(self, ledger: Ledger) -> None:
        fields: dict[str, Any] = {}
        if self.claim is not None:
            fields["path"] = self.claim.path
        ledger.append(
            "sending",
            entry=self.entry,
            provider=self.session.dialect.name,
            base_url=self.session.base_url,
            operation=self.operation,
            prompt={"sha256": prompt_digest(self.entry, self.prompt), "length": len(self.prompt)},
            fields=fields_digest(self.entry, self.fields),
            **fields,
        )
        if self.claim is not None:
            self._check_claim(ledger, self.claim)

    def _check_claim(self, ledger: Ledger, claim: FileClaim) -> None:
        """Check that no other program claimed the file first: lines of a ledger have one order for all programs."""
        requests = [entry.id for entry in ledger.read().requests_for(claim.path) if entry.id not in claim.earlier]
        if requests[:1] != [self.entry]:
            ledger.append("not_sent", entry=self.entry, error="InvalidRequest", status_code=None)
            raise InvalidRequest(
                f"another program is just ordering a clip for {printable(claim.path, 300)}; nothing was sent. Repeat "
                "the call when it has ended, to go on with its job and not pay again; or choose another path",
                provider=self.session.dialect.name,
            )

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
        is_interruption = not isinstance(error, Exception)  # Ctrl-C, or a cancellation
        if is_interruption or (self.may_have_started_a_job and not isinstance(error, VideoJobsError)):
            self._explain(error)
        if not self.has_begun:
            return
        context = {"error": type(error).__name__, "status_code": getattr(error, "status_code", None)}
        if isinstance(error, AmbiguousCreate):
            self._record("unknown", **context, request_id=error.request_id)
        elif isinstance(error, ApiError):
            self._record("rejected", **context, request_id=error.request_id)
        # All other errors of ours are raised before a byte leaves, or are a `TransportError` that proves it.
        elif isinstance(error, VideoJobsError) or not self.may_have_started_a_job:
            self._record("not_sent", **context)
        else:
            self._record("unknown", **context)

    def how_to_look(self) -> str:
        """Return how a user can look for what this request may have started."""
        if self.operation == "create_character":  # no provider lists them
            return f"look for it on the dashboard of {self.session.dialect.title}"
        return f"look for a job created at or after {self.started_at} {where_to_look(self.session)}"

    def _explain(self, error: BaseException) -> None:
        """Log whether an exception that interrupted the request leaves a paid job, and add that to it as a note."""
        text = f"{self.operation} was interrupted by {type(error).__name__}: "
        level = logging.WARNING
        if not self.may_have_started_a_job:
            level = logging.INFO
            text += "it was not sent, and no job was started"
            if self.started_at:
                text += f"; the try of {self.started_at} was rejected, or not sent either"
        else:
            text += f"{self.product} may have been started, or not; before you repeat the call, {self.how_to_look()}"
            if self.session.ledger is not None:
                text += f", or call videojobs.recover ({self.session.ledger.path}, entry {self.entry})"
        with suppress(Exception):  # a log handler may fail; the exception must go on unchanged
            error.add_note(text)
            _log.log(level, "%s: %s", self.session.dialect.name, text)

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
