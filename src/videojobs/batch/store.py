"""The lines of a batch, and which worker has which."""
# ruff: noqa: S608 - the parts that queries are built from are constants

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Self

from attrs import asdict, frozen

from videojobs.batch.clip_folder import ClipFolder
from videojobs.batch.database import Database, timestamp
from videojobs.batch.file_names import UNRECORDED
from videojobs.batch.paid_requests import PaidRequests, repeating
from videojobs.batch.prompts import Prompt
from videojobs.batch.results import BatchLine, LineStatus
from videojobs.batch.unrecorded import UnrecordedEvents
from videojobs.errors import ConfigurationError, printable
from videojobs.jobs.model.video_job import JobRef


@frozen
class NewLine:
    """A line that was checked.

    Attributes:
        number: Its number.
        file: The name of its clip.
        prompt: Its values.
        digest: Its digest; see `Prompt.digest`.
    """

    number: int
    file: str
    prompt: Prompt
    digest: str


@frozen
class StoredLine:
    """A line in the database, as far as a new one is compared with it."""

    number: int
    digest: str
    folded: str
    prompt: str


class Store(PaidRequests):
    """The lines and the paid requests of one batch.

    Attributes:
        unrecorded: Events that are not in the database yet.
        saved: The length, the digest and the media type of clips whose lines have not ended yet, by their numbers.
    """

    def __init__(self, database: Database, clips: ClipFolder, provider: str, base_url: str) -> None:
        super().__init__(database, clips, provider, base_url)
        self.saved: dict[int, Mapping[str, Any]] = {}
        self.unrecorded = UnrecordedEvents(clips.path(f"{UNRECORDED}{database.suffix}.jsonl"))
        database.open_tables({"provider": provider, "base_url": base_url})

    @classmethod
    def of_existing(cls, database: Database, clips: ClipFolder) -> Self:
        """Return the lines of the batch that a database has, whatever its provider; without one, close the database.

        Raises:
            ConfigurationError: There is none, or it is of another version.
        """
        try:
            database.require_tables()
            settings = dict(database.rows("SELECT name, value FROM batch"))
            return cls(database, clips, settings["provider"], settings["base_url"])
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Give the lines of this worker back, and close the connection."""
        self.database.is_closing = True
        try:
            # A request that is still being sent then is unknown to whoever takes its line, and is not sent again.
            with suppress(ConfigurationError):
                if self.database.worker:
                    self.release(self.database.worker)
        finally:
            self.database.close()

    # Lines

    def similar(self, numbers: Sequence[int], digests: Sequence[str], files: Sequence[str]) -> list[StoredLine]:
        """Return the lines that have one of some numbers, digests or files, in order."""
        folded = [file.casefold() for file in files]
        stored: dict[int, StoredLine] = {}
        for column, values in (("number", numbers), ("digest", digests), ("folded", folded)):
            marks = ", ".join("?" * len(values))
            query = f"SELECT number, digest, folded, prompt FROM lines WHERE {column} IN ({marks})"
            for row in self.database.rows(query, *values):
                stored[row[0]] = StoredLine(*row)
        return [stored[number] for number in sorted(stored)]

    def add(self, lines: Iterable[NewLine]) -> None:
        """Add lines."""
        self.database.execute_many(
            "INSERT INTO lines (number, digest, file, folded, prompt) VALUES (?, ?, ?, ?, ?)",
            [(line.number, line.digest, line.file, line.file.casefold(), encoded(line.prompt)) for line in lines],
        )

    def replace_prompt(self, number: int, prompt: Prompt) -> None:
        """Replace the values of a line by the same ones, spelled otherwise."""
        self.database.execute("UPDATE lines SET prompt = ? WHERE number = ?", encoded(prompt), number)

    def count(self) -> dict[LineStatus, int]:
        """Return the number of lines by status, ``running`` counted as pending."""
        counts: dict[LineStatus, int] = {"pending": 0, "done": 0, "failed": 0, "unknown": 0}
        counts.update(self.database.rows("SELECT status, COUNT(*) FROM lines GROUP BY status"))
        return counts

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
        columns = (
            "number, status, prompt, file, worker, job, bytes, sha256, content_type, finished_at, job_usage, error"
        )
        latest = "(SELECT sent_at FROM requests WHERE requests.number = lines.number ORDER BY position DESC LIMIT 1)"
        query = f"SELECT {columns}, {latest} FROM lines WHERE {condition}"
        return self.database.rows(query, *values)

    def _line(self, row: Any) -> BatchLine:
        number, status, values, file, worker, job, size, sha256, content_type, finished_at, usage, error, sent_at = row
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
            url=self.clips.url(file),
            worker=worker or None,
            ref=ref,
            sha256=sha256,
            bytes=size,
            content_type=content_type,
            sent_at=sent_at,
            finished_at=finished_at,
            usage=json.loads(usage or "null"),
            error=json.loads(error or "null"),
        )

    # Work

    def record(self, event: str, number: int | None, fields: Mapping[str, Any]) -> None:
        """Record an event of a ledger, other than ``sending``, of a line if it is about one."""
        if event == "downloading" and number is not None:
            self.begin_download(number)
        elif event == "saved" and number is not None:
            self.saved[number] = fields
        elif "entry" in fields:
            self.end(fields["entry"], event, fields.get("job"), is_from_list=bool(fields.get("from_list")))
        # `ended` needs no record: the line has its status.

    @repeating
    def claim(self, skipped: Iterable[int] = ()) -> tuple[int, Prompt, str] | None:
        """Give this worker the next line that has a job, or may be sent; None if there is none for it now.

        Args:
            skipped: The lines that it cannot work on.

        Returns:
            The number, the values and the name of the file of the line.
        """
        with self.database.transaction():
            self.take_gate()
            working = "SELECT COUNT(*) FROM lines WHERE status = 'pending' AND worker IS NOT NULL AND is_left = 0"
            if self.database.rows(working)[0][0] >= self.limits().concurrency:
                return None
            has_job = "" if self.can_send() else "AND job IS NOT NULL"
            rows = self.database.rows(
                f"SELECT number, prompt, file FROM lines WHERE status = 'pending' AND worker IS NULL {has_job} "
                f"AND number NOT IN ({_listed(skipped)}) ORDER BY number LIMIT 1{self.database.skip_locked}"
            )
            if not rows:
                return None
            number, values, file = rows[0]
            self.database.execute("UPDATE lines SET worker = ? WHERE number = ?", self.database.worker, number)
        return number, decoded(values), file

    def digest(self, number: int) -> str:
        """Return the digest of a line; see `Prompt.digest`."""
        return str(self.database.rows("SELECT digest FROM lines WHERE number = ?", number)[0][0])

    def has_job(self, number: int) -> bool:
        """Whether a line has a job."""
        return self.database.rows("SELECT job FROM lines WHERE number = ?", number) not in ([], [(None,)])

    def finish(
        self, number: int, status: LineStatus, *, error: BaseException | None = None, usage: object = None
    ) -> bool:
        """Record how a line of this worker ended; one that stays ``pending`` is left to a later run.

        Returns:
            False if another worker has taken the line over meanwhile.
        """
        details = None
        if error is not None:
            message = getattr(error, "message", None) or str(error)
            details = json.dumps({"type": type(error).__name__, "message": message})
        is_left = int(status == "pending")
        finished_at = "NULL" if is_left else "utc_now()"
        worker = "NULL" if status == "unknown" else "worker"  # for any to go on with, if its job is found
        saved = self.saved.pop(number, {})
        file = [saved.get(name) for name in ("bytes", "sha256", "content_type")]
        changed = self.database.execute(
            "UPDATE lines SET status = ?, error = ?, job_usage = COALESCE(?, job_usage), is_left = ?, "
            "bytes = COALESCE(?, bytes), sha256 = COALESCE(?, sha256), content_type = COALESCE(?, content_type), "
            f"finished_at = {finished_at}, worker = {worker} WHERE number = ? AND worker = ?",
            *(status, details, None if usage is None else json.dumps(usage, default=str)),
            *(is_left, *file, number, self.database.worker),
        )
        return changed > 0

    def release(self, worker: str, working: Iterable[int] = ()) -> int:
        """Give the lines of a worker back, for any to take; return their number.

        Args:
            worker: The name of the worker.
            working: The lines that it is working on, and keeps.
        """
        return self.database.execute(
            "UPDATE lines SET worker = NULL, is_left = 0 WHERE status = 'pending' AND worker = ? "
            f"AND number NOT IN ({_listed(working)})",
            worker,
        )

    def give_back(self, number: int) -> None:
        """Give a line of this worker back, for others to take."""
        self.database.execute(
            "UPDATE lines SET worker = NULL WHERE status = 'pending' AND number = ? AND worker = ?",
            *(number, self.database.worker),
        )

    def reopen(self, *, failed: bool) -> None:
        """Make lines pending again: those whose file is missing or changed, and with ``failed`` those without a clip.

        Of several workers, each looks at the files that it saved. The jobs of lines without a clip stay counted as
        paid.
        """
        for line in self.lines():
            is_mine = line.status == "done" and (line.worker or "") == self.database.worker
            if is_mine and self.clips.size(line.path.name) != line.bytes:
                self.database.execute(
                    "UPDATE lines SET status = 'pending', worker = NULL WHERE number = ?", line.number
                )
        if failed:
            self._reopen_failed()

    @repeating
    def _reopen_failed(self) -> None:
        with self.database.transaction():
            self.database.execute(
                "UPDATE requests SET is_replaced = 1 WHERE number IN (SELECT number FROM lines WHERE status = 'failed')"
            )
            self.database.execute(
                "UPDATE lines SET status = 'pending', worker = NULL, job = NULL, is_begun = 0, bytes = NULL, "
                "error = NULL WHERE status = 'failed'"
            )

    # Workers

    def show_sign_of_life(self) -> None:
        """Record that this worker is at work."""
        self.database.execute(
            "INSERT INTO workers (name, lock_key, seen_at) VALUES (?, ?, utc_now()) "
            "ON CONFLICT (name) DO UPDATE SET seen_at = utc_now()",
            *(self.database.worker, self.database.lock_key(self.database.worker)),
        )

    def recently_seen(self, seconds: float) -> set[str]:
        """Return the names of the workers that have shown a sign of life in the latest ``seconds``."""
        now = self.database.rows("SELECT epoch_now()")[0][0]
        rows = self.database.rows("SELECT name FROM workers WHERE seen_at > ?", timestamp(now - seconds))
        return {name for (name,) in rows}

    def others_have_jobs(self) -> bool:
        """Whether other workers wait for jobs."""
        query = "SELECT 1 FROM lines WHERE status = 'pending' AND worker <> ? AND job IS NOT NULL LIMIT 1"
        return bool(self.database.rows(query, self.database.worker))

    def lines_of_others(self) -> dict[str, int]:
        """Return the number of lines that each other worker has."""
        rows = self.database.rows(
            "SELECT worker, COUNT(*) FROM lines WHERE status = 'pending' AND worker <> ? "
            "GROUP BY worker ORDER BY worker",
            self.database.worker,
        )
        return dict(rows)


def adopt(store: Store, name: str) -> tuple[int, int]:
    """Give the lines of a worker that has ended to all; return the number of free and of unknown ones.

    A paid request whose outcome it did not record is unknown from now on.

    Raises:
        ConfigurationError: There is no such worker, or it is still connected.
    """
    rows = store.database.rows("SELECT name, seen_at FROM workers ORDER BY name")
    seen_at = dict(rows).get(name)
    if seen_at is None:
        names = ", ".join(row[0] for row in rows) or "none"
        raise ConfigurationError(
            f"{store.database.name}: no worker {printable(name, 80)} has worked on this batch; there were: {names}"
        )
    if not store.database.try_lock(name):
        raise ConfigurationError(
            f"{store.database.name}: {name} is at work, its last sign of life was at {seen_at}; end it first. If its "
            "machine was switched off, PostgreSQL notices that within half a minute"
        )
    unknown = store.mark_unknown(name)
    return store.release(name), unknown


def _listed(numbers: Iterable[int]) -> str:
    """Return the numbers of lines as SQL has them between ``IN (`` and ``)``, where nothing would be an error."""
    return ", ".join(str(int(number)) for number in (0, *numbers))


def encoded(prompt: Prompt) -> str:
    """Return the values of a line as JSON."""
    values = {name: value for name, value in asdict(prompt, recurse=False).items() if value is not None}
    return json.dumps(values)


def decoded(text: str) -> Prompt:
    """Return a line from the JSON of its values."""
    values = json.loads(text)
    if isinstance(values.get("size"), list):
        values["size"] = tuple(values["size"])
    return Prompt(**values)
