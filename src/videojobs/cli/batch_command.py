"""``videojobs batch``: from a file of prompts to a folder of clips."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from videojobs.batch import BatchResult, InvalidBatch, check_batch, run_batch
from videojobs.batch.objects import is_url
from videojobs.cli.batch_display import BatchDisplay
from videojobs.cli.command_line import printing_resume_line
from videojobs.cli.connection import open_client, resolved, state_folder
from videojobs.cli.error_report import write_note
from videojobs.cli.exit_codes import CODES, exit_code_of
from videojobs.cli.messages import message_of
from videojobs.cli.shared_options import OutputOptions, PollInterval, ServerOptions, command
from videojobs.cli.standard_output import Output
from videojobs.errors import AmbiguousCreate, ConfigurationError, JobFailure

_MAX_ERRORS = 20
Prompts = Annotated[
    str, typer.Argument(metavar="FILE", help="JSON Lines file, or CSV if it ends in .csv.", show_default=False)
]
Folder = Annotated[
    str,
    typer.Option(
        "--output", "-o", metavar="FOLDER|URL", help="Folder for the clips, or s3://BUCKET/PREFIX; it is created."
    ),
]
WorkFolder = Annotated[
    str | None,
    typer.Option(
        metavar="FOLDER",
        help="With a URL: folder for the record and for clips on their way. By default in the user's state folder.",
    ),
]
Concurrency = Annotated[
    int, typer.Option("--concurrency", "-c", metavar="N", min=1, help="Most jobs that are rendered at once.")
]
PaidRate = Annotated[
    str | None, typer.Option("--rate", metavar="RATE", help="Most paid requests in a time, as in 30/min.")
]
MaxJobs = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Most jobs to pay for, those of earlier runs included.")
]
Timeout = Annotated[
    float, typer.Option(metavar="SECONDS", min=0.0, help="Time for each job and its download; inf for no limit.")
]


@command
def batch(
    context: typer.Context,
    prompts: Prompts,
    server: ServerOptions,
    output: OutputOptions,
    folder: Folder = "clips",
    concurrency: Concurrency = 8,
    rate: PaidRate = None,
    max_jobs: MaxJobs = None,
    allow_duplicates: Annotated[
        bool, typer.Option("--allow-duplicates", help="Pay for two prompts with the same values.")
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Pay again for prompts whose job failed or was refused.")
    ] = False,
    retry_unknown: Annotated[
        bool,
        typer.Option("--retry-unknown", help="Send prompts again whose job is not in the provider's list."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check all prompts; send nothing, write nothing.")] = False,
    work_folder: WorkFolder = None,
    timeout: Timeout = 3600.0,
    poll_interval: PollInterval = None,
) -> None:
    """Order a clip for each prompt of a file, and save all of them.

    Each line has the keys prompt, model, seconds, size, input_reference (an image; its path is relative to the file),
    extra (an object) and output (the name of the clip); only prompt is required. All lines are checked before the first
    paid request.

    Run it again, after Ctrl-C or a crash, and it goes on: no prompt is paid for twice. Prompts may be added at the end
    of the file. FOLDER/manifest.jsonl lists the clips, FOLDER/batch.sqlite records what was paid for; --ledger is not
    used.
    """
    results = Output(output.as_json, outlives_reader=True)
    works_in = work_folder or _work_folder(folder)
    with _reporting_problems(results), open_client(resolved(server), rate=rate) as client:
        if dry_run:
            count = check_batch(client, prompts, folder, work_folder=works_in, allow_duplicates=allow_duplicates)
            results.event("checked", new=count)
            results.line(f"{prompts} can be used: {count} new prompts; nothing was sent")
            return
        with printing_resume_line(context), BatchDisplay(results) as display:
            result = run_batch(
                client,
                prompts,
                folder,
                work_folder=works_in,
                concurrency=concurrency,
                max_jobs=max_jobs,
                allow_duplicates=allow_duplicates,
                retry_failed=retry_failed,
                retry_unknown=retry_unknown,
                timeout=timeout,
                poll_interval=poll_interval,
                on_progress=display.on_progress,
            )
    _report(result, results)
    code = _exit_code(result)
    if code:
        raise typer.Exit(code)


def _work_folder(target: str) -> Path | None:
    """Return the folder on this machine for a batch whose clips go to a URL; None if they go to a folder."""
    if not is_url(target):
        return None
    digest = hashlib.sha256(target.rstrip("/").encode()).hexdigest()[:16]
    return state_folder(f"batches/{digest}", "pass another folder as --work-folder")


@contextmanager
def _reporting_problems(results: Output) -> Generator[None]:
    """If lines cannot be used, write the problems, one per line, and end the command."""
    try:
        yield
    except InvalidBatch as error:
        _write_problems(error, results)
        raise typer.Exit(exit_code_of(error)) from error


def _write_problems(error: InvalidBatch, results: Output) -> None:
    for problem in error.problems:
        write_note(str(problem).replace("pass allow_duplicates=True", "pass --allow-duplicates"))
    more = error.count - len(error.problems)
    if more:
        write_note(f"and {more} more")
    noun = "line" if error.count == 1 else "lines"
    write_note(f"{error.count} {noun} cannot be used; nothing was sent")
    problems = [{"line": problem.line, "message": problem.message} for problem in error.problems]
    results.event("error", error="InvalidBatch", count=error.count, problems=problems, exit_code=exit_code_of(error))


def _report(result: BatchResult, results: Output) -> None:
    progress = result.progress
    pending = progress.total - progress.done - progress.failed - progress.unknown
    results.event(
        "batch",
        total=progress.total,
        done=progress.done,
        failed=progress.failed,
        unknown=progress.unknown,
        pending=pending,
        paid=result.paid,
        manifest=str(result.manifest),
        exit_code=_exit_code(result),
    )
    results.line(
        f"{progress.done} of {progress.total} done, {progress.failed} failed, {progress.unknown} unknown, {pending} "
        f"pending; {result.paid} jobs paid for in all runs; {result.manifest}"
    )
    for error in result.errors[:_MAX_ERRORS]:
        if error is not result.stopped_by:
            write_note(message_of(error))
    if result.stopped_by is not None:
        write_note(f"the batch stopped: {message_of(result.stopped_by)}")
        write_note("what is left is pending; run the same command again to go on")
    if result.is_capped:
        write_note(f"--max-jobs is reached: {pending} prompts were not sent")
    if progress.unknown:
        write_note(
            f"of {progress.unknown} prompts it is unknown whether a job was started; they are never sent again, unless "
            "--retry-unknown is there and the provider's list has no job for them"
        )
    if progress.failed:
        write_note(f"{progress.failed} prompts failed, see the manifest; --retry-failed pays for them again")


def _exit_code(result: BatchResult) -> int:
    """Return the exit code: the most costly thing first."""
    if result.progress.unknown:
        return CODES[AmbiguousCreate]
    if result.stopped_by is not None:
        return exit_code_of(result.stopped_by)
    if result.errors:
        return max(exit_code_of(error) for error in result.errors)
    if result.progress.failed:
        return CODES[JobFailure]
    if result.is_capped:
        return CODES[ConfigurationError]
    return 0
