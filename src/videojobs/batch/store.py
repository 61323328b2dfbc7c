"""The lines of a batch, and its paid requests, each recorded before it is sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import asdict

from videojobs.batch.clips import ClipFolder
from videojobs.batch.database import Database
from videojobs.batch.prompts import Prompt
from videojobs.batch.results import BatchLine, LineStatus
from videojobs.errors import InvalidRequest
from videojobs.jobs.clock import current
from videojobs.jobs.model.video_job import JobRef
from videojobs.ledger import Entry, LedgerState, SavedFile

_STARTED = "(outcome IS NULL OR outcome IN ('created', 'unknown'))"
_IS_OPEN = "(outcome IS NULL OR outcome = 'unknown')"


class NotSent(InvalidRequest):
    """A paid request was held back: the batch stops, or ``max_jobs`` is reached."""


class Store(Database):
    """The lines and the paid requests of one batch.

    Attributes:
        max_jobs: Most paid requests of all runs, or None.
        is_stopped: Whether no paid request may be sent any more.
        is_capped: Whether ``max_jobs`` held a line back.
        working: The number of lines that are being worked on.
        being_sent: Ids of the requests of this program whose outcome is not recorded yet.
    """

    def __init__(self, clips: ClipFolder, provider: str, base_url: str, *, in_memory: bool = False) -> None:
        super().__init__(clips, provider, base_url, in_memory=in_memory)
        self.max_jobs: int | None = None
        self.is_stopped = self.is_capped = False
        self.working = 0
        self.being_sent: set[str] = set()
        self._paid: int | None = None

    # Lines

    def digest_of(self, number: int) -> str | None:
        """Return the digest of a line; None if it is new."""
        rows = self._rows("SELECT digest FROM lines WHERE number = ?", number)
        return rows[0][0] if rows else None

    def number_of(self, *, digest: str | None = None, file: str | None = None) -> int | None:
        """Return the first line that orders the same clip, or has the same file; None if there is none."""
        if digest is not None:
            rows = self._rows("SELECT MIN(number) FROM lines WHERE digest = ?", digest)
        else:
            rows = self._rows("SELECT number FROM lines WHERE folded = ?", str(file).casefold())
        return rows[0][0] if rows else None

    def add(self, number: int, file: str, prompt: Prompt, digest: str) -> None:
        """Add a line."""
        values = {name: value for name, value in asdict(prompt, recurse=False).items() if value is not None}
        self._execute(
            "INSERT INTO lines (number, digest, file, folded, prompt) VALUES (?, ?, ?, ?, ?)",
            *(number, digest, file, file.casefold(), json.dumps(values)),
        )

    def count(self) -> dict[LineStatus, int]:
        """Return the number of lines by status, ``running`` counted as pending."""
        counts: dict[LineStatus, int] = {"pending": 0, "done": 0, "failed": 0, "unknown": 0}
        counts.update(self._rows("SELECT status, COUNT(*) FROM lines GROUP BY status"))
        return counts

    def next_pending(self, after: int) -> tuple[int, Prompt, str] | None:
        """Return the number, the values and the name of the file of the next pending line; None if there is none."""
        rows = self._rows(
            "SELECT number, prompt, file FROM lines WHERE status = 'pending' AND number > ? ORDER BY number LIMIT 1",
            after,
        )
        if not rows:
            return None
        number, values, file = rows[0]
        return number, _prompt(values), file

    def lines(self) -> Iterator[BatchLine]:
        """Yield all lines, in order."""
        number = 0
        while rows := self._line_rows("lines.number > ? ORDER BY lines.number LIMIT 500", number):
            yield from map(self._line, rows)
            number = rows[-1][0]

    def line(self, number: int) -> BatchLine:
        """Return one line."""
        return self._line(self._line_rows("lines.number = ?", number)[0])

    def _line_rows(self, condition: str, *values: Any) -> list[Any]:
        columns = "number, status, prompt, file, job, bytes, sha256, content_type, finished_at, job_usage, error"
        latest = "(SELECT sent_at FROM requests WHERE requests.number = lines.number ORDER BY rowid DESC LIMIT 1)"
        return self._rows(f"SELECT {columns}, {latest} FROM lines WHERE {condition}", *values)  # noqa: S608 - constants

    def _line(self, row: Any) -> BatchLine:
        number, status, values, file, job, size, sha256, content_type, finished_at, usage, error, sent_at = row
        if status == "pending" and job is not None:
            status = "running"
        ref = None
        if job is not None:
            ref = JobRef(provider=self.provider, id=job, base_url=self.base_url)
        return BatchLine(
            number=number,
            status=status,
            prompt=json.loads(values)["prompt"],
            path=self.clips.path(file),
            ref=ref,
            sha256=sha256,
            bytes=size,
            content_type=content_type,
            sent_at=sent_at,
            finished_at=finished_at,
            usage=json.loads(usage or "null"),
            error=json.loads(error or "null"),
        )

    def finish(
        self, number: int, status: LineStatus, *, error: BaseException | None = None, usage: object = None
    ) -> None:
        """Record how a line ended; one that stays ``pending`` keeps its latest error."""
        details, finished_at = None, None
        if error is not None:
            message = getattr(error, "message", None) or str(error)
            details = json.dumps({"type": type(error).__name__, "message": message})
        if status != "pending":
            finished_at = _timestamp(current().time())
        self._execute(
            "UPDATE lines SET status = ?, error = ?, job_usage = COALESCE(?, job_usage), finished_at = ? "
            "WHERE number = ?",
            *(status, details, None if usage is None else json.dumps(usage, default=str), finished_at, number),
        )

    def reopen(self, *, failed: bool) -> None:
        """Make lines pending again: those whose file is missing or changed, and with ``failed`` those without a clip.

        The jobs of the latter stay counted as paid.
        """
        with self.transaction():
            for line in list(self.lines()):
                if line.status == "done" and self.clips.size(line.path.name) != line.bytes:
                    self._execute("UPDATE lines SET status = 'pending' WHERE number = ?", line.number)
            if failed:
                self._execute(
                    "UPDATE requests SET is_replaced = 1 WHERE number IN (SELECT number FROM lines "
                    "WHERE status = 'failed')"
                )
                self._execute("UPDATE lines SET status = 'pending', job = NULL, error = NULL WHERE status = 'failed'")

    def dismiss(self, entries: Iterable[str]) -> None:
        """Record that paid requests of unknown outcome started no job, and make their lines pending again."""
        with self.transaction():
            self._paid = None
            for entry in entries:
                self._execute("UPDATE requests SET outcome = 'dismissed' WHERE entry = ?", entry)
                self._execute(
                    "UPDATE lines SET status = 'pending', error = NULL WHERE status = 'unknown' AND number = "
                    "(SELECT number FROM requests WHERE entry = ?)",
                    entry,
                )

    # Paid requests

    def paid(self) -> int:
        """Return the number of paid requests that started a job, or may have."""
        with self._lock:
            if self._paid is None:
                query = f"SELECT COUNT(*) FROM requests WHERE {_STARTED}"  # noqa: S608 - constants
                self._paid = int(self._rows(query)[0][0])
            return self._paid

    def was_accepted(self) -> bool:
        """Whether the provider has accepted a paid request of the batch."""
        return bool(self._rows("SELECT 1 FROM requests WHERE outcome = 'created' LIMIT 1"))

    def sent_since(self, seconds: float) -> list[float]:
        """Return the ages, in seconds, of the paid requests that were sent in the latest ``seconds``."""
        now = current().time()
        rows = self._rows("SELECT sent_at FROM requests WHERE sent_at > ?", _timestamp(now - seconds))
        return [max(0.0, now - datetime.fromisoformat(sent_at).timestamp()) for (sent_at,) in rows]

    def can_send(self) -> bool:
        """Whether another paid request may be sent."""
        if self.max_jobs is not None and self.paid() >= self.max_jobs:
            self.is_capped = True
        return not (self.is_stopped or self.is_capped)

    def has_job(self, number: int) -> bool:
        """Whether a line has a job."""
        return self._rows("SELECT job FROM lines WHERE number = ?", number) not in ([], [(None,)])

    def begin_request(self, number: int, line: Mapping[str, Any]) -> None:
        """Record a paid request that is about to be sent; it is on the disk when this returns.

        Raises:
            NotSent: The batch stops, or has as many jobs as it may.
        """
        with self.transaction():
            if not self.can_send():
                raise NotSent("nothing was sent: the batch stops here")
            self._execute(
                "INSERT INTO requests (entry, number, sent_at, prompt_sha256, fields_sha256) VALUES (?, ?, ?, ?, ?)",
                *(line["entry"], number, _timestamp(current().time()), line["prompt"]["sha256"], line["fields"]),
            )
            self.being_sent.add(line["entry"])
            self._paid = None if self._paid is None else self._paid + 1

    def end_request(self, entry: str, outcome: str, job: str | None) -> None:
        """Record the outcome of a paid request. A job that exists is never forgotten."""
        self.being_sent.discard(entry)
        with self.transaction():
            if outcome != "created":
                self._paid = None  # counted anew
            changed = self._execute(
                "UPDATE requests SET outcome = ?, job = ? WHERE entry = ? AND outcome IS NOT 'created'",
                *(outcome, job, entry),
            )
            if changed and outcome == "created":
                self._execute(
                    "UPDATE lines SET job = ?, status = CASE status WHEN 'unknown' THEN 'pending' ELSE status END "
                    "WHERE number = (SELECT number FROM requests WHERE entry = ?)",
                    *(job, entry),
                )

    def save_file(self, job: str, saved: Mapping[str, Any]) -> None:
        """Record the file of a job."""
        self._execute(
            "UPDATE lines SET bytes = ?, sha256 = ?, content_type = ? WHERE job = ?",
            *(saved["bytes"], saved["sha256"], saved["content_type"], job),
        )

    def mark_unknown(self) -> int:
        """Mark the lines with a request of unknown outcome, such as that of a killed program; return their number."""
        lines = f"SELECT number FROM requests WHERE is_replaced = 0 AND {_IS_OPEN}"  # noqa: S608 - constants
        condition = f"status = 'pending' AND number IN ({lines})"
        return self._execute(
            f"UPDATE lines SET status = 'unknown', finished_at = ? WHERE {condition}",  # noqa: S608 - constants
            _timestamp(current().time()),
        )

    def state(self, number: int | None) -> LedgerState:
        """Return the requests and the job of one line, or of all lines, as a ledger has them."""
        state = LedgerState()
        columns = "entry, sent_at, prompt_sha256, fields_sha256, outcome, requests.job, file, bytes, content_type"
        query = f"SELECT {columns} FROM requests JOIN lines USING (number)"  # noqa: S608 - constants
        if number is None:
            rows = self._rows(f"{query} ORDER BY requests.rowid")
        else:
            rows = self._rows(f"{query} WHERE number = ? AND is_replaced = 0 ORDER BY requests.rowid", number)
        for entry, sent_at, prompt_sha256, fields_sha256, outcome, job_id, file, size, content_type in rows:
            path = str(self.clips.path(file))
            state.add(
                Entry(
                    id=entry,
                    provider=self.provider,
                    base_url=self.base_url,
                    operation="create",
                    sent_at=datetime.fromisoformat(sent_at),
                    prompt_sha256=prompt_sha256,
                    path=path,
                    fields_sha256=fields_sha256,
                    outcome=outcome,
                    job_id=job_id,
                )
            )
            if job_id is not None:
                job = state.job(self.provider, self.base_url, job_id)
                job.targets["video"] = path
                if size is not None:
                    job.saved["video"] = SavedFile(size, content_type)
        return state


def _timestamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _prompt(text: str) -> Prompt:
    values = json.loads(text)
    if isinstance(values.get("size"), list):
        values["size"] = tuple(values["size"])
    return Prompt(**values)
