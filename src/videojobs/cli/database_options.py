"""The options of a batch in PostgreSQL."""

from __future__ import annotations

from typing import Annotated, TypedDict
from urllib.parse import urlsplit

import typer
from attrs import field, frozen


class DatabaseKeywords(TypedDict):
    """The arguments of `run_batch` about the database."""

    database: str | None
    batch: str | None


@frozen(kw_only=True)
class DatabaseOptions:
    """Where the prompts of a batch are.

    Attributes:
        database: The URL of a PostgreSQL database, or None.
        batch_name: The name of the batch there, or None.
    """

    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            metavar="URL",
            envvar="VIDEOJOBS_DATABASE",
            help="PostgreSQL database that workers share, as postgresql://USER@HOST/NAME. A password belongs in "
            "PGPASSWORD, in ~/.pgpass or in the variable: others could see it in a command.",
        ),
    ] = field(default=None, repr=False)
    batch_name: Annotated[
        str | None, typer.Option("--batch", metavar="NAME", help="Name of the batch, if the database has several.")
    ] = None

    @property
    def keywords(self) -> DatabaseKeywords:
        """The arguments of `run_batch`."""
        return {"database": self.database, "batch": self.batch_name}


WorkerName = Annotated[
    str | None,
    typer.Option("--name", metavar="NAME", help="Name of this worker; by default that of the machine."),
]


def without_password(options: DatabaseOptions) -> dict[str, str]:
    """Return the URL as an argument of `printing_resume_line`, without its password."""
    if options.database is None:
        return {}
    try:
        parts = urlsplit(options.database)
        user, _, host = parts.netloc.rpartition("@")
        name = user.partition(":")[0]
        netloc = f"{name}@{host}" if name else host
        query = "&".join(one for one in parts.query.split("&") if not one.lower().startswith(("password=", "sslpass")))
        return {"database": parts._replace(netloc=netloc, query=query).geturl()}
    except ValueError:
        return {"database": "postgresql://..."}
