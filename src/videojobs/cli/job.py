"""``videojobs get``, ``wait``, ``download`` and ``delete``: one job, by its id."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from videojobs.cli.clip import checked_path
from videojobs.cli.command_line import printing_resume_line
from videojobs.cli.connection import job_address, open_client
from videojobs.cli.progress import JobProgress
from videojobs.cli.shared_options import Job, OutputOptions, PollInterval, ServerOptions, Timeout, TotalTimeout, command
from videojobs.cli.standard_output import (
    Output,
    file_size,
    job_fields,
    local_time,
    ref_fields,
    saved_fields,
    state_fields,
)
from videojobs.cli.terminal import one_line
from videojobs.errors import InvalidRequest
from videojobs.jobs.clock import current
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.recover.flow import file_name

_VIDEO = "video"


@command
def get(job: Job, server: ServerOptions, output: OutputOptions, timeout: Timeout = None) -> None:
    """Show the state of a job. Ends with 0 also if the job failed."""
    address = job_address(job, server)
    results = Output(output.as_json)
    with open_client(address.server, timeout=timeout) as client:
        state = client.retrieve(address.id)
    results.event("job", **job_fields(state))
    _print_state(results, state)


@command
def wait(
    context: typer.Context,
    job: Job,
    server: ServerOptions,
    output: OutputOptions,
    timeout: TotalTimeout = 900.0,
    poll_interval: PollInterval = None,
) -> None:
    """Wait until a job is finished. Ends with 1 if it ended without a clip."""
    address = job_address(job, server)
    results = Output(output.as_json, outlives_reader=True)
    progress = JobProgress(results, address.id)
    with (
        open_client(address.server, on_retry=progress.on_retry) as client,
        printing_resume_line(context, job=job),
        progress,
    ):
        state = client.wait(address.id, timeout=timeout, poll_interval=poll_interval, on_update=progress.on_update)
    results.event("finished", **state_fields(state))
    state.raise_for_failure()
    results.line(f"{state.id} is {state.status.value}")


@command
def download(
    context: typer.Context,
    job: Job,
    server: ServerOptions,
    output: OutputOptions,
    file: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="The file, or a folder. By default the id and .mp4."),
    ] = None,
    variant: Annotated[
        str, typer.Option(metavar="NAME", help="The video, or an image of it: thumbnail, spritesheet.")
    ] = _VIDEO,
    max_bytes: Annotated[int | None, typer.Option(min=1, metavar="N", help="Most bytes to accept.")] = None,
    timeout: TotalTimeout = 900.0,
    poll_interval: PollInterval = None,
) -> None:
    """Wait for a job and save its clip; an older file of that name is replaced when the clip is complete."""
    address = job_address(job, server)
    path = _path(file, address.id, variant)
    clock = current()
    ends_at = clock.monotonic() + timeout
    results = Output(output.as_json, outlives_reader=True)
    progress = JobProgress(results, str(path))
    with (
        open_client(address.server, on_retry=progress.on_retry) as client,
        printing_resume_line(context, job=job),
        progress,
    ):
        state = client.wait(
            address.id, timeout=timeout, poll_interval=poll_interval, on_update=progress.on_update
        ).raise_for_failure()
        remaining = max(ends_at - clock.monotonic(), 1.0)
        saved = client.download(
            state, path, variant=variant, on_progress=progress.on_progress, max_bytes=max_bytes, timeout=remaining
        )
    results.event("saved", **ref_fields(state), **saved_fields(saved))
    results.line(f"saved {path} ({file_size(saved.bytes)}, {saved.content_type}), job {state.provider}:{state.id}")


@command
def delete(
    job: Job,
    server: ServerOptions,
    output: OutputOptions,
    timeout: Timeout = None,
) -> None:
    """Delete a job and its clip at the provider. Saved files stay."""
    address = job_address(job, server)
    results = Output(output.as_json)
    with open_client(address.server, timeout=timeout) as client:
        deletion = client.delete(address.id)
        ref = JobRef(provider=deletion.provider, id=deletion.id, base_url=client.base_url)
    results.event("deleted", **ref_fields(ref), deleted=deletion.deleted)
    if deletion.deleted:
        results.line(f"deleted {ref.id}")
    else:
        results.line(f"{ref.id}: the provider accepted the request, and does not report it as deleted")


def _path(file: str | None, job_id: str, variant: str) -> Path:
    """Return the path to save to.

    Raises:
        InvalidRequest: It cannot be written, or has no name for an image.
    """
    if not file and variant != _VIDEO:
        raise InvalidRequest(f"pass --output: the file for the {one_line(variant, 50)}")
    path = Path(file or "")
    if not file or path.is_dir():
        path /= file_name(job_id)
    return checked_path(path)


def _print_state(results: Output, job: VideoJob) -> None:
    """Print what is known of a job, a fact per line."""
    error = None if job.error is None else str(job.error)
    facts = {
        "job": f"{job.provider}:{job.id}",
        "status": job.status.value,
        "progress": None if job.progress is None else f"{job.progress:.0f} %",
        "error": error,
        "model": job.model,
        "seconds": job.raw_seconds,
        "size": job.raw_size,
        "prompt": job.prompt,
        "created": local_time(job.created_at),
        "completed": local_time(job.completed_at),
        "expires": local_time(job.expires_at),
        "remix of": job.remixed_from_id,
        "url": job.video_url,
    }
    if job.raw_status and job.raw_status != job.status.value:
        facts["status"] = f"{job.status.value} ({job.raw_status})"
    for name, value in facts.items():
        if value:
            results.line(f"{name:<11}{value}")
