"""``videojobs probe``: what a relay speaks, found out without paying."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from videojobs.cli.probing.ask import Prober, ask_all
from videojobs.cli.probing.draft import write_draft
from videojobs.cli.probing.findings import Findings, conclude
from videojobs.cli.probing.redact import redacted
from videojobs.errors import ConfigurationError, VideoJobsError, printable
from videojobs.http.secret import Secret


def probe(
    base_url: Annotated[str, typer.Option("--base-url", help="Where the API is.", show_default=False)],
    key_env: Annotated[
        str, typer.Option("--key-env", metavar="NAME", help="Environment variable that holds the key.")
    ] = "VIDEOJOBS_API_KEY",
    key_header: Annotated[
        str | None, typer.Option("--key-header", metavar="NAME", help="Header that carries the key, if not a bearer.")
    ] = None,
    no_key: Annotated[bool, typer.Option("--no-key", help="Ask without a key.")] = False,
    job: Annotated[str | None, typer.Option("--job", metavar="ID", help="A job of yours to look at.")] = None,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="DIR", help="Write a draft of a provider's folder there.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the findings as one JSON object.")] = False,
) -> None:
    """Find out what a server speaks, by questions that cost nothing: GET, HEAD and OPTIONS only.

    The key is taken from the environment, or asked for; it is never an option, which other users could see.
    """
    key = None if no_key else _key(key_env)
    prober = Prober(base_url, key, key_header)
    try:
        prefix = ask_all(prober, job)
    except ConfigurationError as error:
        raise _ended(error.message, 2) from None
    except VideoJobsError as error:
        raise _ended(prober.masked(error.message), 1) from None
    if all(one.status is None for one in prober.asked):
        raise _ended(f"no answer from {base_url}: {prober.asked[0].trouble}", 1)
    found = conclude(prober.asked, prefix)
    written: list[Path] = []
    if write is not None:
        try:
            written = write_draft(write, prober, found, prefix, datetime.now(UTC).date().isoformat())
        except OSError as error:
            raise _ended(f"{error.strerror} ({error.filename})" if error.strerror else str(error), 1) from None
    if as_json:
        typer.echo(json.dumps(_as_dict(prober, found, prefix, written)))
    else:
        _show(Console(highlight=False), prober, found, prefix, written)


def _ended(message: str, code: int) -> typer.Exit:
    typer.echo(f"videojobs: {printable(message)}", err=True)
    return typer.Exit(code)


def _key(name: str) -> Secret | None:
    told = os.environ.get(name, "").strip()
    if not told and sys.stdin.isatty():
        told = typer.prompt(
            "API key (empty for none)", default="", hide_input=True, show_default=False, err=True
        ).strip()
    return Secret(told) if told else None


def told(found: Findings, prefix: str, base_url: str) -> dict[str, str]:
    """Return the findings in words, by subject."""
    words = {True: "yes", False: "no", None: "not to be told by free questions"}
    return {
        "base_url": base_url + prefix,
        "key": "refused" if found.key_refused else f"needed: {words[found.needs_key]}",
        "list": words[found.lists],
        "delete": words[found.deletes],
        "content operation": words[found.has_content],
        "unknown job": f"HTTP {found.unknown_job}" if found.unknown_job is not None else words[None],
        "errors": ", ".join(f"{fact} at {place}" for fact, place in found.errors.items()) or "none seen",
        "jobs seen": str(found.jobs),
        "statuses": ", ".join(f"{word} ({status})" for word, status in found.statuses.items()) or "none seen",
        "URL of a clip": ", ".join(found.url_places) or "none seen",
        "models": ", ".join(found.models) or "not told",
        "document": "at /openapi.json" if found.document is not None else "not found",
    }


def _show(console: Console, prober: Prober, found: Findings, prefix: str, written: list[Path]) -> None:
    asked = Table("asked", "", "key", "answer", box=None, pad_edge=False)
    for one in prober.asked:
        answer = printable(one.trouble or "", 80) if one.status is None else f"{one.status} {one.kind}"
        asked.add_row(one.name, f"{one.method} {one.path}", "yes" if one.keyed else "", printable(answer, 100))
    console.print(asked)
    console.print()
    result = Table.grid(padding=(0, 2))
    for subject, words in told(found, prefix, prober.base_url).items():
        result.add_row(subject, printable(prober.masked(words), 400))
    console.print(result)
    for path in written:
        console.print(f"written: {path}", markup=False, soft_wrap=True)
    if not written:
        console.print("\nNothing was started or paid for. --write DIR writes a draft of a provider's folder.")


def _as_dict(prober: Prober, found: Findings, prefix: str, written: list[Path]) -> dict[str, Any]:
    return {
        "base_url": prober.base_url + prefix,
        "needs_key": found.needs_key,
        "key_refused": found.key_refused,
        "list": found.lists,
        "delete": found.deletes,
        "content": found.has_content,
        "unknown_job": found.unknown_job,
        "errors": dict(found.errors),
        "jobs": found.jobs,
        "statuses": dict(found.statuses),
        "url_places": list(found.url_places),
        "job_place": found.job_place,
        "models": redacted(list(found.models), prober.masked),
        "document": found.document is not None,
        "asked": [
            {"name": one.name, "method": one.method, "path": one.path, "keyed": one.keyed, "status": one.status}
            for one in prober.asked
        ],
        "written": [str(path) for path in written],
    }
