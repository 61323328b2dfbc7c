"""``videojobs batch``: from a file of prompts to a folder of clips."""

from __future__ import annotations

import hashlib
import sys
from io import BufferedIOBase
from pathlib import Path
from typing import Annotated, cast

import typer

from videojobs.batch import check_batch, enqueue_batch, run_batch
from videojobs.batch.object_folder import is_url
from videojobs.cli.batch_display import BatchDisplay
from videojobs.cli.batch_report import report, reporting_problems
from videojobs.cli.command_line import printing_resume_line, sigterm_as_ctrl_c
from videojobs.cli.connection import open_client, resolved, state_folder
from videojobs.cli.database_options import DatabaseOptions, WorkerName, without_password
from videojobs.cli.retries import RetryNotes
from videojobs.cli.shared_options import BatchServerOptions, OutputOptions, PollInterval, command
from videojobs.cli.standard_output import Output
from videojobs.errors import ConfigurationError, InvalidRequest

Prompts = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="JSON Lines file, CSV if it ends in .csv, or - for standard input.", show_default=False
    ),
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
    server: BatchServerOptions,
    output: OutputOptions,
    place: DatabaseOptions,
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
    name: WorkerName = None,
    enqueue: Annotated[
        bool, typer.Option("--enqueue", help="Only add the prompts to the database, for `videojobs worker`.")
    ] = False,
) -> None:
    """Order a clip for each prompt of a file, and save all of them.

    Each line has the keys prompt, model, seconds, size, input_reference (an image; its path is relative to the file),
    extra (an object) and output (the name of the clip); only prompt is required. All lines are checked before the first
    paid request.

    Run it again, after Ctrl-C or a crash, and it goes on: no prompt is paid for twice. Prompts may be added at the end
    of the file. With -, that takes the same input again, and images are relative to the current folder.

    FOLDER/manifest.jsonl lists the clips, FOLDER/batch.sqlite records what was paid for.

    With --database, the prompts are in PostgreSQL: this command and `videojobs worker` on other machines work on them,
    and --concurrency, --rate and --max-jobs hold for all together. `videojobs batch adopt NAME` gives the prompts of a
    dead worker to the others.
    """
    results = Output(output.as_json, outlives_reader=True)
    works_in = work_folder or work_folder_of(folder)
    retries = RetryNotes(results)
    lines, name_of_lines = _lines_of(prompts, server)
    with reporting_problems(results), open_client(resolved(server), rate=rate, on_retry=retries.on_retry) as client:
        if dry_run:
            count = check_batch(
                client, lines, folder, work_folder=works_in, allow_duplicates=allow_duplicates, **place.keywords
            )
            results.event("checked", new=count)
            results.line(f"{name_of_lines} can be used: {count} new prompts; nothing was sent")
            return
        if enqueue:
            if place.database is None:
                raise ConfigurationError("--enqueue needs --database: other programs cannot share a file")
            count = enqueue_batch(
                client,
                lines,
                place.database,
                batch=place.batch_name,
                concurrency=concurrency,
                max_jobs=max_jobs,
                allow_duplicates=allow_duplicates,
            )
            results.event("added", new=count)
            results.line(f"{count} new prompts were added; `videojobs worker` works on them")
            return
        with (
            sigterm_as_ctrl_c(),
            printing_resume_line(context, **without_password(place)),
            BatchDisplay(results) as display,
        ):
            result = run_batch(
                client,
                lines,
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
                name=name,
                **place.keywords,
            )
    report(result, results)


def _lines_of(prompts: str, server: BatchServerOptions) -> tuple[str | BufferedIOBase, str]:
    """Return the file of the prompts, standard input for ``-``, and its name in messages."""
    if prompts != "-":
        return prompts, prompts
    if server.key_file == "-":
        raise InvalidRequest("FILE and --key-file are both -: only one can be read from standard input")
    return cast("BufferedIOBase", sys.stdin.buffer), "standard input"


def work_folder_of(target: str) -> Path | None:
    """Return the folder on this machine for a batch whose clips go to a URL; None if they go to a folder."""
    if not is_url(target):
        return None
    digest = hashlib.sha256(target.rstrip("/").encode()).hexdigest()[:16]
    return state_folder(f"batches/{digest}", "pass another folder as --work-folder")
