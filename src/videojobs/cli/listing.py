"""``videojobs list``, ``jobs`` and ``providers``: tables of jobs and of providers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any

import typer

from videojobs.cli.connection import ledger_path, open_client
from videojobs.cli.error_report import write_note
from videojobs.cli.shared_options import OutputOptions, ServerOptions, Timeout, command, complete_provider
from videojobs.cli.standard_output import Output, job_fields, local_time, short_path
from videojobs.cli.tables import Rows
from videojobs.cli.terminal import one_line
from videojobs.jobs.model.capabilities import Capabilities, capabilities
from videojobs.jobs.registry import provider_name, provider_names
from videojobs.ledger import Entry, Ledger, LedgerState, RecordedJob

_NO_JOB = frozenset({"rejected", "not_sent", "dismissed"})


@command
def list_jobs(
    server: ServerOptions,
    output: OutputOptions,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, metavar="N", help="Most jobs to list.")] = 20,
    order: Annotated[str | None, typer.Option(metavar="asc|desc", help="By time of creation.")] = None,
    after: Annotated[str | None, typer.Option(metavar="ID", help="Start after this job.")] = None,
    timeout: Timeout = None,
) -> None:
    """List the jobs that the provider has, of this program and of others."""
    results = Output(output.as_json)
    rows = Rows("job", "status", "created", "prompt", title="job")
    with open_client(server, timeout=timeout) as client:
        for job in islice(client.list(limit=min(limit, 100), order=order, after=after), limit):
            results.event("job", **job_fields(job))
            status = job.status.value
            if job.progress is not None and not job.is_finished:
                status += f" {job.progress:.0f} %"
            cells = (job.id, status, local_time(job.created_at), job.prompt)
            rows.add(*(one_line(cell or "", 200) for cell in cells))
    _print(results, rows, "the provider has no jobs")


@command
def jobs(
    server: ServerOptions,
    output: OutputOptions,
    everything: Annotated[bool, typer.Option("--all", help="Also requests that provably started no job.")] = False,
) -> None:
    """List what the ledger has: paid requests and jobs, where they are, what was saved. Sends nothing."""
    results = Output(output.as_json)
    rows = Rows("sent", "job", "status", "file", title="job")
    state = Ledger(ledger_path(server)).read()
    for row in _ledger_rows(state):
        if server.provider not in (None, row["provider"]) and "provider" not in server.from_environment:
            continue
        if row["status"] in _NO_JOB and not everything:
            continue
        results.event("entry", **row)
        job, file = row["provider"], short_path(row["path"] or "")
        if row["id"] is not None:
            job += f":{row['id']}"
        if file and not row["saved"]:
            file += " (not saved)"
        rows.add(*(one_line(cell, 300) for cell in (row["time"], job, row["status"], file)))
    _print(results, rows, "the ledger has no jobs")
    if state.damaged:
        write_note(f"{state.damaged} lines of the ledger cannot be read: a process was killed while it wrote them")


def _ledger_rows(state: LedgerState) -> Iterator[dict[str, Any]]:
    """Yield the requests of a ledger with their jobs, and then the jobs without a request."""
    of_requests: set[tuple[str, str, str]] = set()
    for entry in state.entries.values():
        job = state.jobs.get((entry.provider, entry.base_url, entry.job_id or ""))
        if job is not None:
            of_requests.add((job.provider, job.base_url, job.id))
        yield _row(entry, job)
    yield from (_row(None, job) for key, job in state.jobs.items() if key not in of_requests)


def _row(entry: Entry | None, job: RecordedJob | None) -> dict[str, Any]:
    owner = job or entry
    assert owner is not None, "a row is of a request or of a job"
    path = entry.path if entry is not None else None
    status, saved = "created", False
    if job is not None:
        path = job.targets.get("video", path)
        saved = "video" in job.saved
        status = job.status or ("saved" if saved else "created")
    elif entry is not None:
        status = entry.outcome or "unknown"
    return {
        "sent_at": None if entry is None else entry.sent_at.isoformat(),
        "time": "" if entry is None else local_time(entry.sent_at)[5:],
        "entry": None if entry is None else entry.id,
        "operation": None if entry is None else entry.operation,
        "provider": owner.provider,
        "id": None if job is None else job.id,
        "base_url": owner.base_url,
        "status": status,
        "path": path,
        "saved": saved,
    }


@command
def providers(
    output: OutputOptions,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME...", autocompletion=complete_provider, help="Providers; all by default."),
    ] = None,
) -> None:
    """Show what each provider can do and takes: operations, lengths, sizes, models, and the variables of its key."""
    results = Output(output.as_json)
    rows = Rows("provider", "operations", "seconds", "sizes", "key in", title="provider")
    facts = [_facts(capabilities(provider_name(name))) for name in names or provider_names()]
    for one in facts:
        results.event("provider", **one)
        if not names:
            cells = ("operations", "seconds", "sizes", "keys")
            rows.add(one["provider"], *(", ".join(map(str, one[cell])) for cell in cells))
    if not names:
        rows.write(results)
        return
    for one in facts:
        for name, value in one.items():
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            results.wrapped(f"{name:<12}", text)
        results.line("")


def _facts(able: Capabilities) -> dict[str, Any]:
    return {
        "provider": able.provider,
        "title": able.title,
        "base_url": able.base_url,
        "keys": list(dict.fromkeys(name for auth in able.auth for name in auth.env)),
        "needs_key": able.needs_key,
        "operations": list(able.operations),
        "models": list(able.models),
        "seconds": [int(value) if value.is_integer() else value for value in able.seconds],
        "sizes": list(able.sizes),
        "images": list(able.references),
        "variants": list(able.variants),
    }


def _print(results: Output, rows: Rows, message_if_empty: str) -> None:
    if rows:
        rows.write(results)
    elif not results.is_json:
        write_note(message_if_empty)
