"""``videojobs resume``: finish what a crash or Ctrl-C cut off, by the ledger."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Any

import typer
from attrs import evolve

from videojobs.cli.command_line import printing_resume_line
from videojobs.cli.connection import ledger_path, open_client
from videojobs.cli.error_report import write_note
from videojobs.cli.exit_codes import CODES, exit_code_of
from videojobs.cli.messages import message_of
from videojobs.cli.retries import RetryNotes
from videojobs.cli.shared_options import OutputOptions, ServerOptions, TotalTimeout, command
from videojobs.cli.standard_output import (
    Output,
    console,
    error_fields,
    file_size,
    ref_fields,
    saved_fields,
    state_fields,
)
from videojobs.cli.tables import new_table
from videojobs.cli.terminal import one_line
from videojobs.errors import AmbiguousCreate, ConfigurationError
from videojobs.ledger import Ledger, LedgerState
from videojobs.recovery import recover

if TYPE_CHECKING:
    from rich.table import Table

    from videojobs.jobs.model.video_job import VideoJob
    from videojobs.jobs.recover.flow import RecoveredJob


@command
def resume(
    context: typer.Context,
    server: ServerOptions,
    output: OutputOptions,
    directory: Annotated[
        str, typer.Option("--directory", "-d", metavar="FOLDER", help="Folder for clips that no file was named for.")
    ] = ".",
    dismiss: Annotated[
        str | None,
        typer.Option(metavar="ENTRY", help="Record that a request of unknown outcome started no job, and end."),
    ] = None,
    timeout: TotalTimeout = 900.0,
) -> None:
    """Finish all jobs of the ledger whose clips are not saved: find them, wait for them, save them. Never pays.

    Run it while no other command works with the same ledger. Keys are read from the environment; with --provider, only
    the jobs of that provider are resumed. Ends with the highest exit code of all jobs.
    """
    path = ledger_path(server)
    state = Ledger(path).read()
    if dismiss is not None:
        _dismiss(Ledger(path), state, dismiss)
        return
    results = Output(output.as_json, outlives_reader=True)
    with printing_resume_line(context), _live_table(results, state) as on_update:
        jobs = _recover(server, path, state, directory, timeout, on_update, RetryNotes(results))
    for job in jobs:
        _print_job(results, job)
    if not jobs and not results.is_json:
        write_note("nothing to resume: all jobs of the ledger are saved, or ended")
    raise typer.Exit(max((_exit_code(job) for job in jobs), default=0))


def _recover(
    server: ServerOptions,
    path: Path,
    state: LedgerState,
    directory: str,
    timeout: float,
    on_update: Callable[[VideoJob], object],
    notes: RetryNotes,
) -> list[RecoveredJob]:
    if not path.exists():
        return []
    if server.provider is None or "provider" in server.from_environment:
        if server.key_file is not None:
            raise ConfigurationError("--key-file: pass --provider, too: a key is of one provider")
        return list(
            recover(path, directory=directory, timeout=timeout, on_update=on_update, on_retry=notes.on_retry).jobs
        )
    jobs: list[RecoveredJob] = []
    for base_url in _addresses(state, server.provider):
        place = evolve(server, base_url=base_url, from_environment=frozenset())
        with open_client(place, on_retry=notes.on_retry) as client:
            jobs += recover(client, directory=directory, timeout=timeout, on_update=on_update).jobs
    return jobs


def _addresses(state: LedgerState, provider: str) -> list[str]:
    places = [(entry.provider, entry.base_url) for entry in state.entries.values() if entry.is_open]
    places += [(job.provider, job.base_url) for job in state.jobs.values() if not job.is_done]
    return list(dict.fromkeys(base_url for name, base_url in places if name == provider))


def _dismiss(ledger: Ledger, state: LedgerState, entry_id: str) -> None:
    entry = state.entries.get(entry_id)
    if entry is None or not entry.is_open:
        raise ConfigurationError(
            f"--dismiss {one_line(entry_id, 60)}: the ledger has no such request without an outcome"
        )
    ledger.dismiss(entry_id)


@contextmanager
def _live_table(results: Output, state: LedgerState) -> Generator[Callable[[VideoJob], object]]:
    """Show a line for each job while they are waited for; give the function to call with a job that changed."""
    latest: dict[tuple[str, str], VideoJob] = {}
    lock = Lock()  # the jobs of each provider are waited for in a thread of their own
    terminal = console(stderr=True)
    is_shared = results.is_json and sys.stdout.isatty()
    live: Any = None
    if terminal.is_terminal and not terminal.is_dumb_terminal and not is_shared:
        from rich.live import Live

        live = Live(_status_table(state, latest), console=terminal, transient=True)

    def on_update(job: VideoJob) -> None:
        with lock:
            latest[job.provider, job.id] = job
            results.event("status", **state_fields(job))
            if live is not None:
                live.update(_status_table(state, latest))

    if live is None:
        yield on_update
        return
    with live:
        yield on_update


def _status_table(state: LedgerState, latest: dict[tuple[str, str], VideoJob]) -> Table:
    table = new_table("job", "status", "file")
    for recorded in state.jobs.values():
        if recorded.is_done:
            continue
        job = latest.get((recorded.provider, recorded.id))
        status = "waiting"
        if job is not None:
            status = job.status.value
            if job.progress is not None:
                status += f" {job.progress:.0f} %"
        path = recorded.targets.get("video", "")
        table.add_row(*(one_line(cell, 200) for cell in (f"{recorded.provider}:{recorded.id}", status, path)))
    return table


def _exit_code(job: RecoveredJob) -> int:
    if job.ref is None:
        return CODES[AmbiguousCreate]
    return 0 if job.error is None else exit_code_of(job.error)


def _print_job(results: Output, job: RecoveredJob) -> None:
    """Write the result of one request or job."""
    ref = {} if job.ref is None else ref_fields(job.ref)
    for download in job.downloads:
        results.event("saved", **ref, **saved_fields(download), resumed=True)
        size = f"{file_size(download.bytes)}, {download.content_type}"
        results.line(f"saved {download.path} ({size}), job {job.provider}:{ref.get('id', '')}")
    if job.ref is None:
        sent_at = "" if job.sent_at is None else job.sent_at.isoformat(timespec="seconds")
        candidates = [candidate.id for candidate in job.candidates]
        details: dict[str, Any] = {} if job.error is None else error_fields(job.error)
        details["exit_code"] = CODES[AmbiguousCreate]
        unknown = {"provider": job.provider, "entry": job.entry_id, "sent_at": sent_at, "candidates": candidates}
        results.event("unknown", **unknown, **details)
        write_note(
            f"{job.provider}: unknown whether the request of {sent_at} started a job; if it did not, end this with: "
            f"videojobs resume --dismiss {job.entry_id}"
        )
        for candidate in candidates:
            write_note(f"  it may be {job.provider}:{candidate}")
    elif job.error is not None:
        results.event("error", **{**error_fields(job.error), **ref})
    if job.error is not None:
        write_note(message_of(job.error))
