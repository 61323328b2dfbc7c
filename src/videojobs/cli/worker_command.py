"""``videojobs worker`` and ``videojobs batch adopt``: batches on several machines."""

from __future__ import annotations

from typing import Annotated

import typer

from videojobs.batch import adopt_worker, run_worker
from videojobs.cli.batch_command import Folder, PaidRate, Timeout, WorkFolder, work_folder_of
from videojobs.cli.batch_display import BatchDisplay
from videojobs.cli.batch_report import report
from videojobs.cli.command_line import printing_resume_line, sigterm_as_ctrl_c
from videojobs.cli.connection import open_client, resolved
from videojobs.cli.database_options import DatabaseOptions, WorkerName, without_password
from videojobs.cli.retries import RetryNotes
from videojobs.cli.shared_options import BatchServerOptions, OutputOptions, PollInterval, command
from videojobs.cli.standard_output import Output
from videojobs.errors import ConfigurationError


@command
def worker(
    context: typer.Context,
    server: BatchServerOptions,
    output: OutputOptions,
    place: DatabaseOptions,
    name: WorkerName = None,
    folder: Folder = "clips",
    concurrency: Annotated[
        int | None,
        typer.Option(
            "--concurrency",
            "-c",
            metavar="N",
            min=1,
            show_default=False,
            help="Most jobs of this worker at once; by default as many as the batch may have.",
        ),
    ] = None,
    rate: PaidRate = None,
    work_folder: WorkFolder = None,
    stay: Annotated[bool, typer.Option("--stay", help="Wait for further prompts when all are done.")] = False,
    timeout: Timeout = 3600.0,
    poll_interval: PollInterval = None,
) -> None:
    """Work on the prompts of a batch in PostgreSQL, beside other workers, until all are done.

    Start it on as many machines as you like, each under a name of its own, with the provider and the key as for the
    batch. Started again under its name, it goes on with what it had. A second one with the same name is refused.

    The rate, the concurrency and the cap on jobs that `videojobs batch` was called with hold for all workers together;
    --rate and --concurrency here bound this worker in addition. SIGTERM ends it as Ctrl-C does: it waits for the
    responses to paid requests, and gives its prompts back.
    """
    results = Output(output.as_json, outlives_reader=True)
    database = _required(place)
    with (
        sigterm_as_ctrl_c(),
        open_client(resolved(server), rate=rate, on_retry=RetryNotes(results).on_retry) as client,
        printing_resume_line(context, **without_password(place)),
        BatchDisplay(results) as display,
    ):
        result = run_worker(
            client,
            folder,
            database,
            batch=place.batch_name,
            name=name,
            work_folder=work_folder or work_folder_of(folder),
            concurrency=concurrency,
            stay=stay,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=display.on_progress,
        )
    report(result, results)


@command
def adopt(
    name: Annotated[str, typer.Argument(metavar="WORKER", help="Name of the dead worker.", show_default=False)],
    output: OutputOptions,
    place: DatabaseOptions,
) -> None:
    """Give the prompts of a dead worker to the others.

    Needed only if it will not be started again under its name. A worker that is still connected is refused. A paid
    request whose outcome it did not record is unknown: the workers look for its job in the provider's list, and never
    send it again.
    """
    results = Output(output.as_json)
    adopted = adopt_worker(_required(place), name, batch=place.batch_name)
    results.event("adopted", worker=name, free=adopted.free, unknown=adopted.unknown)
    results.line(
        f"{name} had {adopted.free + adopted.unknown} prompts: {adopted.free} are free for the workers, of "
        f"{adopted.unknown} it is unknown whether a job was started. If no worker runs: `videojobs worker`"
    )


def _required(place: DatabaseOptions) -> str:
    if place.database is None:
        raise ConfigurationError("pass the database that the batch is in as --database, or set VIDEOJOBS_DATABASE")
    return place.database
