"""A batch in PostgreSQL, which workers on several machines share."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from threading import Event
from typing import TYPE_CHECKING, Any, TypeVar

from videojobs.batch.database import Database
from videojobs.errors import ConfigurationError, DatabaseUnavailable, printable
from videojobs.http.secret import Secret
from videojobs.jobs.clock import current
from videojobs.jobs.retry import backoff

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
DEFAULT_BATCH = "videojobs"
_URL = re.compile(r"postgres(?:ql)?://")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_WORKER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
# A server that responds with anything but these refuses the user, the password or the name of the database.
_REFUSED = re.compile(r"FATAL:(?!.*(?:starting up|shutting down|too many|connection slots))|no password supplied")
# A database that is restarted, or replaced by its standby, is back within a minute.
_PATIENCE = 60.0
_FIRST_DELAY, _MAX_DELAY = 0.2, 5.0
# Both sides notice within half a minute that the other machine was switched off.
_KEEPALIVES = {"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}
_SESSION = (
    *(f"SET tcp_{name} = {value}" for name, value in _KEEPALIVES.items()),
    # A program that is stopped in a transaction must not hold up the others.
    "SET idle_in_transaction_session_timeout = '60s'",
)
_FUNCTIONS = """
CREATE FUNCTION utc_now() RETURNS text LANGUAGE sql VOLATILE AS
$$ SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"') $$;
CREATE FUNCTION epoch_now() RETURNS double precision LANGUAGE sql VOLATILE AS
$$ SELECT extract(epoch FROM clock_timestamp())::double precision $$;
"""
# https://www.postgresql.org/docs/current/view-pg-locks.html: a lock of 64 bits is in classid and objid, objsubid is 1.
_LIVE_WORKERS = """
SELECT name FROM workers JOIN pg_locks ON (classid::bigint << 32) | objid::bigint = lock_key
WHERE locktype = 'advisory' AND objsubid = 1 AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class ConnectionLost(DatabaseUnavailable):
    """The connection to the database broke; what was sent last may have been committed, or not."""


class PostgresDatabase(Database):
    """A schema of a PostgreSQL database. Times are the server's, so that the clocks of the workers do not matter.

    Args:
        url: The database, as in ``postgresql://user@host/name``. A password may be in it, in ``PGPASSWORD``, or in
            libpq's password file.
        batch: The name of the batch.
        worker: The name of this worker; None for a program that does not work on lines.

    Raises:
        ConfigurationError: psycopg is not installed; the database cannot be reached, or refuses; or another program
            works under this name.
    """

    is_shared = True
    for_update = " FOR UPDATE"
    skip_locked = " FOR UPDATE SKIP LOCKED"
    serial = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"

    def __init__(self, url: str, batch: str | None = None, worker: str | None = None) -> None:
        super().__init__()
        batch = batch or DEFAULT_BATCH
        if not _NAME.fullmatch(batch):
            raise ConfigurationError(
                f"the batch's name is {printable(batch, 80)!r}; it must have small letters, digits and _, 40 at most"
            )
        if worker is not None and not _WORKER.fullmatch(worker):
            raise ConfigurationError(
                f"the worker's name is {printable(worker, 80)!r}; it must have letters, digits and . _ -, 60 at most"
            )
        self._batch, self.worker = batch, worker or ""
        self._schema = batch if batch == DEFAULT_BATCH else f"{DEFAULT_BATCH}_{batch}"
        self.suffix = f"-{batch}-{self.worker}"
        self._conninfo, self.name = _checked_url(url, batch)
        self._depth = 0
        self._is_lost = self._was_connected = False
        self._connection = self._first_connection()
        self._was_connected = True
        self._on_reconnect: Callable[[], None] | None = None

    # Connection

    def _first_connection(self) -> psycopg.Connection[Any]:
        clock = current()
        ends_at = clock.monotonic() + _PATIENCE
        while True:
            try:
                return self._connect()
            except ConnectionLost as error:
                message = error.message
            # Whatever else is wrong, such as the password, is wrong for longer.
            if "starting up" not in message or clock.monotonic() > ends_at:
                raise _unusable(message)
            clock.sleep(_MAX_DELAY, Event())

    def _connect(self) -> psycopg.Connection[Any]:
        import psycopg

        try:
            connection = psycopg.connect(self._conninfo.reveal(), autocommit=True)
            for statement in (*_SESSION, f'SET search_path TO "{self._schema}"'):
                connection.execute(statement.encode())
            if self.worker:
                self._claim_name(connection)
            return connection
        except psycopg.Error as error:
            failure = _reason(error)
        # Outside the `except`: the frames of psycopg in its traceback hold the password.
        raise ConnectionLost(f"{self.name}: it cannot be used: {failure}")

    def _claim_name(self, connection: psycopg.Connection[Any]) -> None:
        """Lock the name of this worker, until the connection ends, however it ends."""
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [self.lock_key(self.worker)]).fetchone()
        if row is not None and row[0]:
            return
        connection.close()
        message = (
            f"{self.name}: a worker with the name {self.worker} is at work already; give this one another name "
            "(--name), or end the other one. If its machine was switched off, PostgreSQL notices that within half a "
            "minute"
        )
        # Our own connection that broke may still be open for the server.
        raise ConnectionLost(message) if self._was_connected else ConfigurationError(message)

    def lock_key(self, name: str) -> int:
        """Return the advisory lock of a name in this batch."""
        digest = hashlib.sha256(f"{self._schema}\n{name}".encode()).digest()
        return int.from_bytes(digest[:8], "big", signed=True)

    def try_lock(self, name: str) -> bool:
        """Lock the name of another worker, until this connection ends; return False if that worker is connected."""
        return bool(self.rows("SELECT pg_try_advisory_lock(?)", self.lock_key(name))[0][0])

    def on_reconnect(self, function: Callable[[], None]) -> None:
        """Call a function after each new connection, before anything else is done with it."""
        self._on_reconnect = function

    def close(self) -> None:
        """Close the connection; the name of the worker is free then."""
        with self.lock:
            self._connection.close()

    def repeating(self, function: Callable[[], T]) -> T:
        """Call a function; again, over a new connection, if that breaks meanwhile.

        Raises:
            ConfigurationError: The database could not be reached for a minute.
        """
        with self.lock:
            if self._depth:
                return function()
            clock = current()
            ends_at, attempt = clock.monotonic() + _PATIENCE, 0
            while True:
                try:
                    if self._connection.closed:
                        self._reconnect()
                    return function()
                except ConnectionLost as error:
                    # The first caller was patient for all others.
                    if self._is_lost or self.is_closing or clock.monotonic() > ends_at:
                        self._is_lost = True
                        raise _unusable(error.message) from None
                delay = backoff(attempt, clock, first=_FIRST_DELAY, max_delay=_MAX_DELAY)
                clock.sleep(delay, Event())
                attempt += 1

    def _reconnect(self) -> None:
        self._connection = self._connect()
        self._is_lost = False
        if self._on_reconnect is not None:
            self._depth += 1
            try:
                self._on_reconnect()
            finally:
                self._depth -= 1

    @contextmanager
    def _errors(self) -> Generator[None]:
        import psycopg
        from psycopg import errors

        try:
            yield
        except psycopg.Error as error:
            message = f"{self.name}: {_reason(error)}"
            is_conflict = isinstance(error, errors.DeadlockDetected | errors.SerializationFailure)
            if self._connection.closed or is_conflict:
                raise ConnectionLost(message) from error
            if (error.sqlstate or "").startswith("53"):  # insufficient resources: disk, memory
                raise DatabaseUnavailable(message) from error
            raise ConfigurationError(message) from error

    # Statements

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Commit all changes inside, on the disk when it ends; none of them if an exception leaves it."""
        with self.lock, self._errors():
            self._connection.execute("BEGIN")
            self._depth += 1
            try:
                yield
            except BaseException:
                with suppress(Exception):  # without a connection, the server has rolled back
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1
            self._connection.execute("COMMIT")

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Return the rows of a query."""
        return self.repeating(lambda: self._run(query, values).fetchall())

    def execute(self, statement: str, *values: Any) -> int:
        """Execute a statement; return the number of rows that it changed."""
        return self.repeating(lambda: self._run(statement, values).rowcount)

    def _run(self, statement: str, values: Sequence[Any]) -> psycopg.Cursor[Any]:
        with self._errors():
            return self._connection.execute(_translated(statement), values or None)

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute a statement once for each of some rows of values."""
        with self.lock, self._errors(), self._connection.cursor() as cursor:
            cursor.executemany(_translated(statement), rows)

    # Tables

    def has_tables(self) -> bool:
        """Whether the tables of a batch are there, of whatever version."""
        return bool(self.rows("SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = 'batch'", self._schema))

    def prepare_tables(self) -> None:
        """Create the schema and the functions, unless they are there."""
        # Not `IF NOT EXISTS`: that requires the right to create one even where it exists.
        if not self.rows("SELECT 1 FROM pg_namespace WHERE nspname = ?", self._schema):
            self.execute(f'CREATE SCHEMA "{self._schema}"')
        if not self.has_tables():
            self.execute(_FUNCTIONS)

    @property
    def how_to_start_another(self) -> str:
        """What a user does to start another batch."""
        return "pass another name as --batch"

    def alone(self, purpose: str) -> None:
        """Wait, in a transaction, until no other transaction has the same purpose."""
        self.execute("SELECT pg_advisory_xact_lock(?)", self.lock_key(f"\n{purpose}"))

    def live_workers(self) -> set[str]:
        """Return the names of the workers that are connected."""
        return {name for (name,) in self.rows(_LIVE_WORKERS)}


@lru_cache
def _translated(statement: str) -> bytes:
    return statement.replace("?", "%s").encode()


def _checked_url(url: str, batch: str) -> tuple[Secret, str]:
    """Return the parameters of the connection, and the name of the database for messages.

    Raises:
        ConfigurationError: It is no URL of PostgreSQL, or psycopg is not installed.
    """
    if not _URL.match(url):
        raise ConfigurationError("the database must be a URL such as postgresql://user@host/name")
    try:
        from psycopg import Error
        from psycopg.conninfo import conninfo_to_dict, make_conninfo
    except ImportError:
        raise ConfigurationError("a batch in PostgreSQL needs psycopg: pip install 'videojobs[postgres]'") from None
    # What is wrong with it is not repeated: it may be a part of the password.
    values = None
    with suppress(Error, ValueError):
        values = conninfo_to_dict(url)
    if values is None:
        raise ConfigurationError(
            "the database's URL cannot be read; it must be as postgresql://user@host:5432/name, with % and other "
            "special characters of a password percent-encoded"
        )
    name = f"postgresql://{values.get('host', '')}"
    if values.get("port"):
        name += f":{values['port']}"
    name += f"/{values.get('dbname', '')}"
    if batch != DEFAULT_BATCH:
        name += f" (batch {batch})"
    settings: dict[str, Any] = {"connect_timeout": 10, "application_name": DEFAULT_BATCH, **_KEEPALIVES, **values}
    return Secret(make_conninfo(**settings)), printable(name, 300)


def _unusable(message: str) -> ConfigurationError:
    """Return the error for a database that cannot be connected to, whose attempts have no SQLSTATE."""
    if _REFUSED.search(message):
        return ConfigurationError(message)
    return DatabaseUnavailable(message)


def _reason(error: Exception) -> str:
    return printable(" ".join(str(error).split()) or type(error).__name__, 300)
