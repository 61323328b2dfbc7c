"""The paid requests of a batch: each is recorded before it is sent, and bounded by rate and number."""
# ruff: noqa: S608 - the parts that queries are built from are constants

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from attrs import frozen

from videojobs.batch.clip_folder import ClipFolder
from videojobs.batch.database import Database, timestamp
from videojobs.errors import InvalidRequest
from videojobs.jobs.limiter import Rate
from videojobs.ledger import Entry, LedgerState, SavedFile

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound="PaidRequests")
# A request reaches the server some time after its row: so much longer than the rate's own time is waited, but not more
# than a tenth of that time.
_MARGIN, _LARGEST_PART = 1.0, 0.1
_STARTED = "(outcome IS NULL OR outcome IN ('created', 'unknown'))"
_IS_OPEN = "(outcome IS NULL OR outcome = 'unknown')"


class NotSent(InvalidRequest):
    """A paid request was held back: the batch stops, or ``max_jobs`` is reached, or another worker has the line."""


@frozen
class Limits:
    """What holds for all workers of a batch together.

    Attributes:
        concurrency: Most lines that are worked on at once.
        max_jobs: Most paid requests of all runs, or None.
        rate: Most paid requests in a time, or None.
    """

    concurrency: int = 8
    max_jobs: int | None = None
    rate: Rate | None = None


def repeating(method: Callable[Concatenate[R, P], T]) -> Callable[Concatenate[R, P], T]:
    """Call a method again if the connection to the database breaks inside."""

    @wraps(method)
    def call(self: R, /, *args: P.args, **keywords: P.kwargs) -> T:
        return self.database.repeating(partial(method, self, *args, **keywords))

    return call


class PaidRequests:
    """The paid requests of one batch.

    Args:
        database: Has the rows.
        clips: The folder of the clips.
        provider: Name of the provider.
        base_url: URL of its API.

    Attributes:
        is_stopped: Whether this program may send no paid request any more.
        is_capped: Whether ``max_jobs`` held a line back.
        being_sent: Ids of the requests of this program whose outcome is not recorded yet.
    """

    def __init__(self, database: Database, clips: ClipFolder, provider: str, base_url: str) -> None:
        self.database = database
        self.clips = clips
        self.provider, self.base_url = provider, base_url
        self.is_stopped = self.is_capped = False
        self.being_sent: set[str] = set()

    # Limits of all workers

    @repeating
    def set_limits(self, limits: Limits) -> None:
        """Set what holds for all workers, from now on."""
        rate = None if limits.rate is None else [limits.rate.limit, limits.rate.seconds]
        with self.database.transaction():
            had_rate = self.limits().rate is not None
            self.write_setting("concurrency", limits.concurrency)
            self.write_setting("max_jobs", limits.max_jobs)
            self.write_setting("rate", rate)
            if limits.rate is not None and not had_rate:
                self._count_earlier(limits.rate)

    def limits(self) -> Limits:
        """Return what holds for all workers."""
        settings = self.settings()
        rate = settings.get("rate")
        return Limits(settings.get("concurrency", 8), settings.get("max_jobs"), Rate(*rate) if rate else None)

    def settings(self) -> dict[str, Any]:
        """Return the settings that may change, by their names; None is left out."""
        rows = self.database.rows("SELECT name, value FROM batch WHERE name LIKE 'set:%'")
        return {name.removeprefix("set:"): json.loads(value) for name, value in rows}

    def write_setting(self, name: str, value: object) -> None:
        """Write a setting; None removes it."""
        self.database.execute("DELETE FROM batch WHERE name = ?", f"set:{name}")
        if value is not None:
            statement = "INSERT INTO batch (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING"
            self.database.execute(statement, f"set:{name}", json.dumps(value))

    def take_gate(self) -> None:
        """Let the transactions of all workers that compare with a limit run one after the other."""
        self.database.rows(f"SELECT value FROM batch WHERE name = 'version'{self.database.for_update}")

    def _count_earlier(self, rate: Rate) -> None:
        """Count the requests of earlier runs, which had no rate."""
        now = self.database.rows("SELECT epoch_now()")[0][0]
        rows = self.database.rows("SELECT sent_at FROM requests WHERE sent_at > ?", timestamp(now - rate.seconds))
        sent = [(datetime.fromisoformat(sent_at).timestamp(),) for (sent_at,) in rows]
        self.database.execute_many("INSERT INTO sends (sent_at) VALUES (?)", sent)

    @repeating
    def take_turn(self) -> float:
        """Count a request that leaves now, and return 0; or return the seconds until the rate lets another one leave.

        The window slides over the rows of all workers, by the clock of the database: in any time of the rate's length
        at most so many requests leave.
        """
        with self.database.transaction():
            self.take_gate()
            rate = self.limits().rate
            if rate is None:
                return 0.0
            period = rate.seconds + min(_MARGIN, _LARGEST_PART * rate.seconds)
            now = self.database.rows("SELECT epoch_now()")[0][0]
            rows = self.database.rows(
                "SELECT sent_at FROM sends WHERE sent_at > ? ORDER BY sent_at DESC LIMIT 1 OFFSET ?",
                *(now - period, rate.limit - 1),
            )
            if rows:
                # A clock that was set back must not stop the batch for as long.
                return float(min(period, max(0.001, rows[0][0] + period - now)))
            self.database.execute("INSERT INTO sends (sent_at) VALUES (?)", now)
            self.database.execute("DELETE FROM sends WHERE sent_at < ?", now - period)
            return 0.0

    @repeating
    def stop(self, reason: str | None) -> None:
        """Let no worker send a paid request any more, for a reason; None lets all go on."""
        with self.database.transaction():
            self.write_setting("stopped", reason)

    @property
    def stopped_because(self) -> str | None:
        """Why no worker may send a paid request."""
        return self.settings().get("stopped")

    # Requests

    def paid(self) -> int:
        """Return the number of paid requests that started a job, or may have."""
        return int(self.database.rows(f"SELECT COUNT(*) FROM requests WHERE {_STARTED}")[0][0])

    def _has_started(self, count: int) -> bool:
        """Whether at least so many paid requests started a job, or may have."""
        # Counting reads every row. The last position is read from the index; it is never less than the number of rows,
        # since none is deleted, so it alone decides until so many requests are recorded.
        last_position = self.database.rows("SELECT MAX(position) FROM requests")[0][0] or 0
        return last_position >= count and self.paid() >= count

    def was_accepted(self) -> bool:
        """Whether the provider has accepted a paid request of the batch."""
        return bool(self.database.rows("SELECT 1 FROM requests WHERE outcome = 'created' LIMIT 1"))

    def can_send(self) -> bool:
        """Whether another paid request may be sent."""
        settings = self.settings()
        max_jobs = settings.get("max_jobs")
        self.is_capped = max_jobs is not None and self._has_started(max_jobs)
        return not (self.is_stopped or self.is_capped or "stopped" in settings)

    @repeating
    def begin(self, number: int, line: Mapping[str, Any]) -> None:
        """Record a paid request that is about to be sent; it is on the disk when this returns.

        Raises:
            NotSent: The batch stops, or has as many jobs as it may; or the line is no longer this worker's, or has a
                job, or may have one.
        """
        entry = line["entry"]
        self._insert(number, entry, line["prompt"]["sha256"], line["fields"])
        self.being_sent.add(entry)

    def _insert(self, number: int, entry: str, prompt_sha256: str, fields_sha256: str) -> None:
        with self.database.transaction():
            self.take_gate()
            if self.database.rows("SELECT 1 FROM requests WHERE entry = ?", entry):
                return  # the connection broke after the commit
            query = f"SELECT 1 FROM requests WHERE number = ? AND is_replaced = 0 AND {_STARTED}"
            is_claimed = self.database.rows(
                "SELECT 1 FROM lines WHERE number = ? AND worker = ?", number, self.database.worker
            )
            if not is_claimed or self.database.rows(query, number) or not self.can_send():
                raise NotSent("nothing was sent: the batch stops here")
            self.database.execute(
                "INSERT INTO requests (entry, number, worker, sent_at, prompt_sha256, fields_sha256) "
                "VALUES (?, ?, ?, utc_now(), ?, ?)",
                *(entry, number, self.database.worker, prompt_sha256, fields_sha256),
            )

    @repeating
    def end(self, entry: str, outcome: str, job: str | None, *, is_from_list: bool = False) -> None:
        """Record the outcome of a paid request. A job that exists is never forgotten.

        Args:
            entry: The id of the request.
            outcome: The event of a ledger.
            job: The id of the job that it started, or None.
            is_from_list: Whether the job is from the provider's list; it is ignored then if it may be that of a request
                which another worker is just sending.
        """
        self.being_sent.discard(entry)
        with self.database.transaction():
            if is_from_list and self._may_be_of_another(entry, job):
                return
            changed = self.database.execute(
                "UPDATE requests SET outcome = ?, job = ? "
                "WHERE entry = ? AND (outcome IS NULL OR outcome <> 'created')",
                *(outcome, job, entry),
            )
            if changed and outcome == "created":
                self.database.execute(
                    "UPDATE lines SET job = ?, worker = CASE status WHEN 'unknown' THEN NULL ELSE worker END, "
                    "status = CASE status WHEN 'unknown' THEN 'pending' ELSE status END "
                    "WHERE number = (SELECT number FROM requests WHERE entry = ?)",
                    *(job, entry),
                )

    def _may_be_of_another(self, entry: str, job: str | None) -> bool:
        """Whether a job is, or may be, that of another request than one of unknown outcome with the same prompt."""
        # Each job in a list has its row by now.
        if self.database.rows("SELECT 1 FROM requests WHERE job = ? AND entry <> ?", job, entry):
            return True
        query = "SELECT prompt FROM requests JOIN lines USING (number) WHERE "
        sending = self.database.rows(f"{query} outcome IS NULL AND entry <> ?", entry)
        mine = self.database.rows(f"{query} entry = ?", entry)
        prompts = {" ".join(json.loads(values)["prompt"].split()) for (values,) in sending}
        return any(" ".join(json.loads(values)["prompt"].split()) in prompts for (values,) in mine)

    def begin_download(self, number: int) -> None:
        """Record that a file of the name of a line's clip is this clip from now on."""
        self.database.execute("UPDATE lines SET is_begun = 1 WHERE number = ?", number)

    @repeating
    def mark_unknown(self, worker: str) -> int:
        """Mark the lines with a request of unknown outcome, such as that of a killed worker; return their number."""
        lines = f"SELECT number FROM requests WHERE is_replaced = 0 AND worker = ? AND {_IS_OPEN}"
        with self.database.transaction():
            self.database.execute(
                "UPDATE requests SET outcome = 'unknown' WHERE outcome IS NULL AND worker = ?", worker
            )
            return self.database.execute(
                "UPDATE lines SET status = 'unknown', worker = NULL, finished_at = utc_now() "
                f"WHERE status = 'pending' AND number IN ({lines})",
                worker,
            )

    @repeating
    def dismiss(self, entries: Iterable[str]) -> None:
        """Record that paid requests of unknown outcome started no job, and make their lines pending again."""
        with self.database.transaction():
            for entry in entries:
                # One that is being sent has no outcome, and may start a job yet.
                changed = self.database.execute(
                    "UPDATE requests SET outcome = 'dismissed' WHERE entry = ? AND outcome = 'unknown'", entry
                )
                if changed:
                    self.database.execute(
                        "UPDATE lines SET status = 'pending', worker = NULL, error = NULL WHERE status = 'unknown' "
                        "AND number = (SELECT number FROM requests WHERE entry = ?)",
                        entry,
                    )

    def unknown_entries(self) -> set[str]:
        """Return the ids of the requests of unknown outcome."""
        return {entry for (entry,) in self.database.rows("SELECT entry FROM requests WHERE outcome = 'unknown'")}

    def state(self, number: int | None) -> LedgerState:
        """Return the requests and the job of one line, or of all lines, as a ledger has them."""
        state = LedgerState()
        columns = (
            "entry, sent_at, prompt_sha256, fields_sha256, outcome, requests.job, file, is_begun, bytes, content_type"
        )
        query = f"SELECT {columns} FROM requests JOIN lines USING (number)"
        if number is None:
            rows = self.database.rows(f"{query} ORDER BY position")
        else:
            rows = self.database.rows(f"{query} WHERE number = ? AND is_replaced = 0 ORDER BY position", number)
        for entry, sent_at, prompt_sha256, fields_sha256, outcome, job_id, file, is_begun, size, content_type in rows:
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
                    # Another worker is just sending it: nothing is to be looked for yet.
                    outcome="sending" if number is None and outcome is None else outcome,
                    job_id=job_id,
                )
            )
            if job_id is not None:
                job = state.job(self.provider, self.base_url, job_id)
                job.targets["video"] = path
                if is_begun:
                    job.begun.add("video")
                if size is not None:
                    job.saved["video"] = SavedFile(size, content_type)
        return state
