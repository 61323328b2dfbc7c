"""Write what became of a batch, and choose the exit code."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import typer

from videojobs.batch import BatchResult, InvalidBatch
from videojobs.cli.error_report import write_note
from videojobs.cli.exit_codes import CODES, exit_code_of
from videojobs.cli.messages import message_of
from videojobs.cli.standard_output import Output
from videojobs.errors import AmbiguousCreate, ConfigurationError, JobFailure, TransportError

_MAX_ERRORS = 20


@contextmanager
def reporting_problems(results: Output) -> Generator[None]:
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


def report(result: BatchResult, results: Output) -> None:
    """Write the numbers, the reasons why a batch is not done, and end with the exit code of the first of them."""
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
        disconnected=dict(result.disconnected),
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
    for name, number in result.disconnected.items():
        write_note(
            f"the worker {name} has {number} prompts and shows no sign of life: start it again, after ending it if it "
            f"hangs, or run `videojobs batch adopt {name}` if it will not come back"
        )
    if result.is_capped:
        write_note(f"--max-jobs is reached: {pending} prompts were not sent")
    if progress.unknown:
        write_note(
            f"of {progress.unknown} prompts it is unknown whether a job was started; they are never sent again, unless "
            "--retry-unknown is there and the provider's list has no job for them"
        )
    if progress.failed:
        write_note(
            f"{progress.failed} prompts failed, see the manifest; `videojobs batch` with --retry-failed pays for them "
            "again"
        )
    code = _exit_code(result)
    if code:
        raise typer.Exit(code)


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
    if result.disconnected:
        return CODES[TransportError]
    return 0
