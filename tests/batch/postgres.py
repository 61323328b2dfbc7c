"""A PostgreSQL server of the system's packages, in a folder of its own, for the tests of shared batches."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from attrs import field, frozen

PASSWORD = "secret-canary-of-this-test"
_HOMES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)


def programs() -> Path | None:
    """Return the folder of the newest server's programs; None if there is none."""
    homes = [path for pattern in _HOMES for path in Path("/").glob(pattern.lstrip("/"))]
    on_path = shutil.which("initdb")
    if on_path is not None:
        homes.append(Path(os.path.realpath(on_path)).parent)
    found = [home for home in homes if (home / "initdb").exists() and (home / "postgres").exists()]
    return max(found, key=str, default=None)


@frozen
class Postgres:
    """A running server.

    Attributes:
        folder: The folder of its data and its socket.
        user: The user that it runs as, unless that of this process.
    """

    folder: Path
    home: Path
    user: str | None
    numbers: Iterator[int] = field(factory=count)

    @property
    def url(self) -> str:
        """The URL of its database, for a user who needs no password."""
        return f"postgresql://videojobs@/postgres?host={quote(str(self.folder), safe='')}"

    @property
    def locked_url(self) -> str:
        """The same for a user with a password."""
        return f"postgresql://locked:{PASSWORD}@/postgres?host={quote(str(self.folder), safe='')}"

    def batch(self) -> str:
        """Return the name of a batch that no other test uses."""
        return f"b{next(self.numbers)}"

    def control(self, *arguments: str) -> None:
        """Start or stop it."""
        options = "-c listen_addresses='' -c fsync=off -c max_connections=40 -k " + str(self.folder)
        command: list[str | Path] = [
            self.home / "pg_ctl",
            "-D",
            self.folder / "data",
            "-w",
            "-s",
            "-l",
            self.folder / "log",
            "-o",
            options,
        ]
        subprocess.run([*command, *arguments], check=True, user=self.user, cwd=self.folder)

    def query(self, statement: str, schema: str = "public") -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        import psycopg

        with psycopg.connect(self.url, autocommit=True, options=f"-c search_path={schema}") as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def cut(self) -> None:
        """Break the connections of all workers."""
        self.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'videojobs'")


# Reads until the pipe ends, which it does when the test's process ends, also by a kill.
_CLEAN_UP = 'cat; "$1/pg_ctl" -D data -m immediate -s stop; cd / && rm -rf "$0"'


@contextmanager
def running(home: Path) -> Iterator[Postgres]:
    """Start a server; it is removed at the end, and when this process is killed."""
    user = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = "nobody"
    folder = Path(tempfile.mkdtemp(prefix="videojobs-pg-"))
    if user is not None:
        shutil.chown(folder, user)
    with subprocess.Popen(
        ["sh", "-c", _CLEAN_UP, folder, home],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        user=user,
        cwd=folder,
        start_new_session=True,  # Ctrl-C ends the tests, not this
    ):
        command: list[str | Path] = [
            home / "initdb",
            "-D",
            folder / "data",
            "-U",
            "videojobs",
            "-A",
            "trust",
            "-N",
            "-E",
            "UTF8",
            "--locale=C",
        ]
        subprocess.run(command, check=True, user=user, cwd=folder, capture_output=True)
        access = folder / "data" / "pg_hba.conf"
        access.write_text("local all locked scram-sha-256\nlocal all all trust\n")
        server = Postgres(folder, home, user)
        server.control("start")
        server.query(f"CREATE ROLE locked SUPERUSER LOGIN PASSWORD '{PASSWORD}'")
        yield server
