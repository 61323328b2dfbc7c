"""Report the errors and warnings of a command in one or two lines, and end it with its exit code."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Generator
from contextlib import contextmanager

import typer

from videojobs.cli.exit_codes import INTERRUPTED, PIPE_CLOSED, exit_code_of
from videojobs.cli.messages import hint_for, in_options, message_of
from videojobs.cli.standard_output import Output
from videojobs.cli.terminal import discard, one_line, write_to_stderr
from videojobs.errors import VideoJobsError


def write_note(text: str) -> None:
    """Write one line to standard error."""
    write_to_stderr(f"videojobs: {one_line(text, 1_500)}")


@contextmanager
def ending_with_exit_code(*, as_json: bool | None, verbose: bool) -> Generator[None]:
    """Turn the errors of a command into one or two lines on standard error and an exit code."""
    with warnings.catch_warnings(), _logging_to_stderr(verbose):
        _show_warnings_in_one_line()
        try:
            yield
        except KeyboardInterrupt as error:
            write_note("interrupted")
            raise typer.Exit(INTERRUPTED) from error
        except typer.Abort:  # Ctrl-C or the end of the input at the prompt for a key
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            discard(sys.stdout)
            raise typer.Exit(PIPE_CLOSED) from None
        except (VideoJobsError, OSError) as error:
            report_error(error, as_json=as_json)
            raise typer.Exit(exit_code_of(error)) from error


def report_error(error: VideoJobsError | OSError, *, as_json: bool | None) -> None:
    """Write an error to standard error, and to standard output too if that has JSON Lines."""
    write_note(message_of(error))
    hint = hint_for(error)
    if hint is not None:
        write_note(hint)
    for note in getattr(error, "__notes__", ()):
        write_note(in_options(note))
    Output(as_json, outlives_reader=True).error(error)


def _show_warnings_in_one_line() -> None:
    def show(message: Warning | str, *_place: object, **_more: object) -> None:
        write_note(f"warning: {in_options(str(message))}")

    warnings.showwarning = show


class _StderrHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        write_to_stderr(in_options(one_line(record.getMessage(), 1_500)))


@contextmanager
def _logging_to_stderr(verbose: bool) -> Generator[None]:
    """Write the warnings of the library to standard error, with ``verbose`` also its log."""
    logger, handler = logging.getLogger("videojobs"), _StderrHandler()
    level, propagates = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    if verbose:
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagates
