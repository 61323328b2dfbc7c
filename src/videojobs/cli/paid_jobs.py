"""``videojobs create``, ``remix``, ``edit`` and ``extend``: start a paid job and print its id."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from videojobs.cli.clip import create_options, read_prompt
from videojobs.cli.connection import job_address, open_client, resolved
from videojobs.cli.dry_run import show_request
from videojobs.cli.error_report import write_note
from videojobs.cli.shared_options import (
    ClipOptions,
    DryRun,
    Job,
    OutputOptions,
    Prompt,
    ServerOptions,
    Timeout,
    command,
)
from videojobs.cli.standard_output import Output, state_fields
from videojobs.client import VideoClient
from videojobs.jobs.model.video_job import VideoJob

Video = Annotated[
    str, typer.Argument(metavar="JOB|FILE", help="A finished job, as for `get`, or a video file to upload.")
]


@command
def create(
    prompt: Prompt,
    server: ServerOptions,
    clip: ClipOptions,
    output: OutputOptions,
    dry_run: DryRun = False,
    timeout: Timeout = None,
) -> None:
    """Start a paid job and print its id; `run` also waits for it and saves its clip.

    Each call pays for a job. The ledger has a line of it, so that `wait`, `download` and `resume` find it by its id.
    """
    text, server = read_prompt(prompt, server), resolved(server)
    options = create_options(clip, server)
    _start(server, output, lambda client: client.create(text, **options), dry_run, timeout)


@command
def remix(
    job: Job,
    prompt: Prompt,
    server: ServerOptions,
    output: OutputOptions,
    dry_run: DryRun = False,
    timeout: Timeout = None,
) -> None:
    """Start a paid job that changes a finished clip, and print its id."""
    text = read_prompt(prompt, server)
    address = job_address(job, server)
    _start(address.server, output, lambda client: client.remix(address.id, text), dry_run, timeout)


@command
def edit(
    video: Video,
    prompt: Prompt,
    server: ServerOptions,
    output: OutputOptions,
    dry_run: DryRun = False,
    timeout: Timeout = None,
) -> None:
    """Start a paid job that edits a clip, and print its id."""
    text = read_prompt(prompt, server)
    source, server = _source(video, server)
    _start(server, output, lambda client: client.edit(source, text), dry_run, timeout)


@command
def extend(
    video: Video,
    prompt: Prompt,
    server: ServerOptions,
    output: OutputOptions,
    seconds: Annotated[str | None, typer.Option("--seconds", "-s", metavar="N", help="Length that is added.")] = None,
    dry_run: DryRun = False,
    timeout: Timeout = None,
) -> None:
    """Start a paid job that continues a clip, and print its id."""
    text = read_prompt(prompt, server)
    source, server = _source(video, server)
    _start(server, output, lambda client: client.extend(source, text, seconds=seconds), dry_run, timeout)


def _source(video: str, server: ServerOptions) -> tuple[str | Path, ServerOptions]:
    """Return the file to upload, or the id of the job, and where the request goes."""
    if Path(video).is_file():
        return Path(video), resolved(server)
    address = job_address(video, server)
    return address.id, address.server


def _start(
    server: ServerOptions,
    output: OutputOptions,
    send: Callable[[VideoClient], VideoJob],
    dry_run: bool,
    timeout: float | None,
) -> None:
    """Send a paid request and print the job, or show the request."""
    if dry_run:
        show_request(server, output, send)
        return
    with open_client(server, timeout=timeout) as client:
        job = send(client)
    results = Output(output.as_json, outlives_reader=True)
    results.event("created", **state_fields(job))
    results.line(job.id)
    if not results.is_json:
        write_note(f"paid for; save the clip with: videojobs download {shlex.quote(f'{job.provider}:{job.id}')}")
