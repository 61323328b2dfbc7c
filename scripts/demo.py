"""Start each provider's emulator, create a job, wait for it, download the clip and check it.

Run by ``make demo``. Each emulator is a process of its own on a free port; one asyncio program waits for all jobs at
once. Exits with 1 if a clip differs from the request, and stops what it started, also on Ctrl-C.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import av
from attrs import frozen
from av.error import FFmpegError
from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

import videojobs_api
from scripts.demo_emulator import EmulatorFailed, emulator
from videojobs import AsyncVideoClient, VideoJob, VideoJobsError, provider_name
from videojobs.cli.emulator_examples import model_of

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path("demo")
PROMPT = "A paper boat crossing a puddle, seen from a low angle"
SECONDS = 4
SIZE = "1280x720"
# A clip consists of whole frames, so it may be longer or shorter by one of them.
TOLERANCE_SECONDS = 0.1
WIDTH = 160  # of the table, where no terminal sets it


@frozen(kw_only=True)
class Outcome:
    """The result of one provider's job.

    Attributes:
        provider: Its name.
        job: The last state of the job, or None if it was never created.
        file: The clip, or None.
        reconciled: How the provider's responses deviate from the format, each deviation once.
        problem: How the clip differs from the request, or what went wrong; "" for nothing.
    """

    provider: str
    job: VideoJob | None = None
    file: Path | None = None
    reconciled: tuple[str, ...] = ()
    problem: str = ""


def main() -> int:
    """Run the demo; 0 if every clip is as requested, 1 if not, 130 if interrupted."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    FOLDER.mkdir(exist_ok=True)
    try:
        outcomes = asyncio.run(run(list(videojobs_api.PROVIDERS), console))
    # 130 is 128 + SIGINT, as shells report it.
    except (KeyboardInterrupt, asyncio.CancelledError):
        console.print("interrupted; the emulators are stopped")
        return 130
    console.print(table_of(outcomes))
    failed = [outcome for outcome in outcomes if outcome.problem]
    for outcome in failed:
        console.print(f"[red]{outcome.provider}[/red]: {outcome.problem}", highlight=False)
    return 1 if failed else 0


async def run(providers: Sequence[str], console: Console) -> list[Outcome]:
    """Run every provider's journey at the same time; outcomes are in the order of the names."""
    task = asyncio.current_task()
    # SIGTERM would end this process at once and leave the emulators running. Windows' loops have no signal handlers.
    if task is not None and sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    columns = (TextColumn("{task.fields[provider]:<12}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), TextColumn("{task.description}"), console=console) as progress:
        async with asyncio.TaskGroup() as group:  # waits for all, so every emulator is stopped on return
            journeys = [
                group.create_task(journey(name, progress, progress.add_task("starting the emulator", provider=name)))
                for name in providers
            ]
    return [done.result() for done in journeys]


async def journey(provider: str, progress: Progress, bar: TaskID) -> Outcome:
    """Create, wait, download and check one clip; an error becomes the outcome's problem."""
    reconciled: dict[str, None] = {}

    def show(update: VideoJob) -> None:
        reconciled.update(dict.fromkeys(update.reconciled))
        progress.update(bar, description=str(update.status), completed=update.progress or 0)

    job: VideoJob | None = None
    path = FOLDER / f"{provider}.mp4"
    try:
        async with (
            emulator(provider) as server,
            AsyncVideoClient(provider_name(provider), base_url=server.base_url, api_key=server.api_key) as client,
        ):
            job = await client.create(PROMPT, seconds=SECONDS, size=SIZE, model=model_of(client.dialect))
            show(job)
            job = await client.wait(job, on_update=show)
            job.raise_for_failure()
            await client.download(job, path)
        problem = problem_of(path)
    except (VideoJobsError, EmulatorFailed, FFmpegError) as error:
        progress.update(bar, description="failed")
        return Outcome(
            provider=provider, job=job, reconciled=(*reconciled,), problem=f"{type(error).__name__}: {error}"
        )
    progress.update(bar, description="saved", completed=100)
    return Outcome(provider=provider, job=job, file=path, reconciled=(*reconciled,), problem=problem)


def problem_of(path: Path) -> str:
    """Decode a clip from end to end; return how it differs from the request, or ""."""
    with av.open(str(path)) as clip:
        frames = [(frame.width, frame.height) for frame in clip.decode(video=0)]
        seconds = (clip.duration or 0) / av.time_base
    sizes = {f"{width}x{height}" for width, height in frames}
    if sizes != {SIZE}:
        return f"the clip is {' and '.join(sorted(sizes)) or 'empty'}, not {SIZE}"
    if abs(seconds - SECONDS) > TOLERANCE_SECONDS:
        return f"the clip is {seconds:.2f} s long, not {SECONDS} s"
    return ""


def table_of(outcomes: Sequence[Outcome]) -> Table:
    """Return the table of results."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), collapse_padding=True)
    for title in ("provider", "id", "raw status → status", "seconds", "size", "file", "bytes", "reconciled"):
        right, folds = title in {"seconds", "bytes"}, title in {"id", "raw status → status", "reconciled"}
        table.add_column(title, justify="right" if right else "left", overflow="fold", no_wrap=not folds)
    for outcome in outcomes:
        job = outcome.job
        if job is None:
            table.add_row(outcome.provider, "", "not created", "", "", "", "", "")
            continue
        table.add_row(
            outcome.provider,
            job.id,
            f"{job.raw_status} → {job.status}",
            "" if job.seconds is None else f"{job.seconds:g}",
            "" if job.size is None else "x".join(map(str, job.size)),
            "" if outcome.file is None else str(outcome.file),
            "" if outcome.file is None else f"{outcome.file.stat().st_size:,}",
            "\n".join(outcome.reconciled) or "nothing",
        )
    return table


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
