"""``videojobs run``: from a prompt to a file."""

from __future__ import annotations

from typing import Annotated

import typer

from videojobs.cli.clip import clip_path, create_options, read_prompt
from videojobs.cli.command_line import printing_resume_line
from videojobs.cli.connection import open_client, resolved
from videojobs.cli.dry_run import show_request
from videojobs.cli.progress import JobProgress
from videojobs.cli.shared_options import (
    ClipOptions,
    DryRun,
    OutputOptions,
    PollInterval,
    Prompt,
    ServerOptions,
    TotalTimeout,
    command,
)
from videojobs.cli.standard_output import Output, file_size, ref_fields, saved_fields


@command
def run(
    context: typer.Context,
    prompt: Prompt,
    server: ServerOptions,
    clip: ClipOptions,
    output: OutputOptions,
    file: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="File for the clip, or a folder. By default the first words of the prompt and a digest of all values, "
            "so that the same command is the same file.",
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Pay for another clip, whatever was ordered before; replace the file.")
    ] = False,
    dry_run: DryRun = False,
    timeout: TotalTimeout = 900.0,
    poll_interval: PollInterval = None,
) -> None:
    """Create a job, wait for it and save its clip.

    Run it again with the same --output, after Ctrl-C or a crash, and it goes on with the job that was paid for. It pays
    once for one file, unless --again is there: the ledger (--ledger) has a line of each paid request before it is sent.
    """
    text, server = read_prompt(prompt, server), resolved(server)
    options = create_options(clip, server)
    results = Output(output.as_json, outlives_reader=True)
    progress = JobProgress(results)
    with open_client(server, on_retry=progress.on_retry) as client:
        path = clip_path(file, text, clip, client)
        if dry_run:
            show_request(server, output, lambda client: client.render(text, path, again=again, **options), path=path)
            return
        progress.label = str(path)
        with printing_resume_line(context, prompt=text), progress:
            render = client.render(
                text,
                path,
                again=again,
                timeout=timeout,
                poll_interval=poll_interval,
                on_update=progress.on_update,
                on_progress=progress.on_progress,
                **options,
            )
    results.event("saved", **ref_fields(render.ref), **saved_fields(render.download), resumed=render.is_resumed)
    clip_size = f"{file_size(render.download.bytes)}, {render.download.content_type}"
    if render.job is None:
        results.line(f"{path} is complete ({clip_size}); nothing was paid. --again pays for another clip")
    else:
        results.line(f"saved {path} ({clip_size}), job {render.ref.provider}:{render.ref.id}")
