"""The SQLite file of a batch: tables, transactions, and a lock against other programs."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from threading import RLock
from typing import Any

from videojobs.batch.clips import ClipFolder
from videojobs.batch.names import DATABASE
from videojobs.errors import ConfigurationError, InvalidRequest, printable

_VERSION = "1"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS batch (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS lines (
    number INTEGER PRIMARY KEY, digest TEXT NOT NULL, file TEXT NOT NULL, folded TEXT NOT NULL UNIQUE,
    prompt TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'pending', job TEXT, bytes INTEGER, sha256 TEXT,
    content_type TEXT, finished_at TEXT, job_usage TEXT, error TEXT
);
CREATE INDEX IF NOT EXISTS lines_by_digest ON lines (digest);
CREATE INDEX IF NOT EXISTS lines_by_status ON lines (status, number);
CREATE TABLE IF NOT EXISTS requests (
    entry TEXT PRIMARY KEY, number INTEGER NOT NULL, sent_at TEXT NOT NULL, prompt_sha256 TEXT NOT NULL,
    fields_sha256 TEXT NOT NULL, outcome TEXT, job TEXT, is_replaced INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS requests_by_number ON requests (number);
"""


class Database:
    """An open SQLite file. One program at a time has it open; its threads share it.

    Args:
        clips: The folder of the clips; the file is in it.
        provider: Name of the provider.
        base_url: URL of its API.
        in_memory: Whether no file is written: lines are only checked.

    Raises:
        ConfigurationError: The file cannot be used, or another program has it open.
        InvalidRequest: The batch was started with another provider.
    """

    def __init__(self, clips: ClipFolder, provider: str, base_url: str, *, in_memory: bool = False) -> None:
        self.clips = clips
        self.path = clips.folder / DATABASE
        self.provider, self.base_url = provider, base_url
        self._lock = RLock()
        name = ":memory:"
        with self._errors():
            if not in_memory:
                name = str(self.path)
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))  # prompts are private
            self._database = sqlite3.connect(name, timeout=0.3, isolation_level=None, check_same_thread=False)
        try:
            with self._errors():
                self._open()
        except BaseException:
            self._database.close()
            raise

    def _open(self) -> None:
        # EXCLUSIVE: the lock of the file lasts until the program ends, however it ends, so that two programs never
        # work on one batch. FULL: a commit is on the disk, as the line of a ledger is.
        self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        with self.transaction():
            for statement in _SCHEMA.split(";"):
                self._database.execute(statement)
            settings = {"version": _VERSION, "provider": self.provider, "base_url": self.base_url}
            for name, value in settings.items():
                self._database.execute("INSERT OR IGNORE INTO batch VALUES (?, ?)", (name, value))
            for name, value in self._rows("SELECT name, value FROM batch"):
                if settings.get(name, value) != value:
                    raise InvalidRequest(
                        f"the batch in {printable(str(self.clips), 300)} was started with {name} "
                        f"{printable(value, 200)}, not {printable(settings[name], 200)}; use another folder"
                    )

    def close(self) -> None:
        """Close the file, for other programs to open it."""
        with self._lock:
            self._database.close()

    @contextmanager
    def _errors(self) -> Generator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            if "locked" in reason:
                reason = "another program is at work on this batch"
            raise ConfigurationError(f"{printable(str(self.path), 300)}: {reason}") from error

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Commit all changes inside, on the disk when it ends; none of them if an exception leaves it."""
        with self._lock, self._errors():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def _rows(self, query: str, *values: Any) -> list[Any]:
        with self._lock, self._errors():
            return self._database.execute(query, values).fetchall()

    def _execute(self, statement: str, *values: Any) -> int:
        with self._lock, self._errors():
            return self._database.execute(statement, values).rowcount
