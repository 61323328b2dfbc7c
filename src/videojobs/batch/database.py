"""A database for the rows of a batch, and its embedded form, a SQLite file."""

from __future__ import annotations

import errno
import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from videojobs.batch.schema import VERSION, statements
from videojobs.errors import ConfigurationError, DatabaseUnavailable, InvalidRequest, printable
from videojobs.jobs.clock import current

T = TypeVar("T")


class Database(ABC):
    """One connection to the rows of a batch, for all threads of a program.

    Statements are written once, in the SQL that SQLite and PostgreSQL have in common: ``?`` is the place of a value,
    ``utc_now()`` and ``epoch_now()`` are the time.

    Attributes:
        name: The database in messages, without a password.
        worker: The name of this worker; empty where one program works alone.
        is_shared: Whether other workers may work on the batch at the same time.
        for_update: Added to a SELECT, locks its rows until the transaction ends.
        serial: The type of a column that numbers the rows in their order.
        is_closing: Whether a connection that breaks is not replaced any more.
        suffix: Makes the names of files different that several workers may have in one folder.
        skip_locked: Likewise, and leaves out rows that another transaction has locked.
    """

    name: str
    worker = ""
    is_shared = False
    for_update = ""
    skip_locked = ""
    serial = "INTEGER PRIMARY KEY"
    suffix = ""

    def __init__(self) -> None:
        self.lock = RLock()
        self.is_closing = False

    @abstractmethod
    def rows(self, query: str, *values: Any) -> list[Any]:
        """Return the rows of a query.

        Raises:
            ConfigurationError: The database cannot be used.
        """

    @abstractmethod
    def execute(self, statement: str, *values: Any) -> int:
        """Execute a statement; return the number of rows that it changed.

        Raises:
            ConfigurationError: The database cannot be used.
        """

    @abstractmethod
    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute a statement once for each of some rows of values.

        Raises:
            ConfigurationError: The database cannot be used.
        """

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """Commit all changes inside, on the disk when it ends; none of them if an exception leaves it."""

    @abstractmethod
    def has_tables(self) -> bool:
        """Whether the tables of a batch are there, of whatever version."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection."""

    def repeating(self, function: Callable[[], T]) -> T:
        """Call a function that may be called again if the connection breaks meanwhile."""
        return function()

    def lock_key(self, name: str) -> int:  # noqa: ARG002 - of subclasses
        """Return the lock of a name in this batch."""
        return 0

    def try_lock(self, name: str) -> bool:  # noqa: ARG002 - of subclasses
        """Lock the name of another worker, until this connection ends; return False if that worker is connected."""
        return True

    def on_reconnect(self, function: Callable[[], None]) -> None:  # noqa: B027 - one program needs nothing
        """Call a function after each new connection, before anything else is done with it."""

    def live_workers(self) -> set[str]:
        """Return the names of the workers that are connected."""
        return {self.worker}

    def prepare_tables(self) -> None:  # noqa: B027 - one program needs nothing
        """Create, in a transaction, what the tables need."""

    def alone(self, purpose: str) -> None:  # noqa: B027 - one program needs nothing
        """Wait, in a transaction, until no other transaction has the same purpose."""

    def open_tables(self, settings: dict[str, str]) -> None:
        """Create the tables, or check that they are of the same version and have the same settings.

        Args:
            settings: What a batch is started with and keeps.

        Raises:
            InvalidRequest: They have others.
            ConfigurationError: They are of another version.
        """
        with self.transaction():
            self.alone("tables")
            self.prepare_tables()
            if not self.has_tables():
                for statement in statements(self.serial):
                    self.execute(statement)
                rows = {"version": VERSION, **settings}.items()
                self.execute_many("INSERT INTO batch (name, value) VALUES (?, ?)", list(rows))
            self.check_version()
            for name, value in self.rows("SELECT name, value FROM batch"):
                if settings.get(name, value) != value:
                    raise InvalidRequest(
                        f"the batch in {self.name} was started with {name} {printable(value, 200)}, not "
                        f"{printable(settings[name], 200)}; {self.how_to_start_another}"
                    )

    def require_tables(self) -> None:
        """Check that there is a batch.

        Raises:
            ConfigurationError: There is none, or it is of another version.
        """
        if not self.has_tables():
            raise ConfigurationError(f"there is no batch in {self.name}; `videojobs batch FILE` adds one")
        self.check_version()

    @property
    def how_to_start_another(self) -> str:
        """What a user does to start another batch."""
        return "use another folder"

    def check_version(self) -> None:
        """Check that this version of videojobs can use the tables.

        Raises:
            ConfigurationError: It cannot.
        """
        rows = self.rows("SELECT value FROM batch WHERE name = 'version'")
        version = rows[0][0] if rows else "none"
        if version != VERSION:
            raise ConfigurationError(
                f"the batch in {self.name} is of another version of videojobs (its tables have version "
                f"{printable(version, 20)}, this one reads {VERSION}); finish it with that version, or start the rest "
                f"as a new batch: {self.how_to_start_another}"
            )


class SqliteDatabase(Database):
    """A SQLite file. One program at a time has it open; its threads share it.

    Args:
        path: The file, which is created; None for one in memory.

    Raises:
        ConfigurationError: The file cannot be used, or another program has it open.
    """

    def __init__(self, path: Path | None) -> None:
        super().__init__()
        self.name = printable(str(path or "memory"), 300)
        connected_to = ":memory:"
        with self._errors():
            if path is not None:
                connected_to = str(path)
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # prompts are private
            self._connection = sqlite3.connect(connected_to, timeout=0.3, isolation_level=None, check_same_thread=False)
            try:
                self._open()
            except BaseException:
                self._connection.close()
                raise

    def _open(self) -> None:
        # EXCLUSIVE: the lock of the file lasts until the program ends, however it ends, so that two programs never
        # work on one batch. FULL: a commit is on the disk, as the line of a ledger is.
        for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.create_function("utc_now", 0, lambda: timestamp(current().time()))
        self._connection.create_function("epoch_now", 0, lambda: current().time())

    def close(self) -> None:
        """Close the file, for other programs to open it."""
        with self.lock:
            self._connection.close()

    @contextmanager
    def _errors(self) -> Generator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            if _is_disk_full(error):
                raise DatabaseUnavailable(f"{self.name}: {reason}; make room") from error
            if "locked" in reason:
                reason = (
                    "another program is at work on this batch; wait for it, end it, or order these prompts in another "
                    "folder. Several programs work on one batch if it is in PostgreSQL: --database"
                )
            raise ConfigurationError(f"{self.name}: {reason}") from error

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Commit all changes inside, on the disk when it ends; none of them if an exception leaves it."""
        with self.lock, self._errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Return the rows of a query."""
        with self.lock, self._errors():
            return self._connection.execute(query, values).fetchall()

    def execute(self, statement: str, *values: Any) -> int:
        """Execute a statement; return the number of rows that it changed."""
        with self.lock, self._errors():
            return self._connection.execute(statement, values).rowcount

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute a statement once for each of some rows of values."""
        with self.lock, self._errors():
            self._connection.executemany(statement, rows)

    def has_tables(self) -> bool:
        """Whether the tables of a batch are there, of whatever version."""
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE name = 'batch'"))


def _is_disk_full(error: sqlite3.Error | OSError) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    # Beyond a quota, or the limit for one file, a write is an I/O error.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def timestamp(seconds: float) -> str:
    """Return a time since 1970 as text: ISO 8601 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
