"""Text for a terminal: one line each, and the error that ends a command."""

from __future__ import annotations

import os
import sys
from typing import TextIO

import typer

from videojobs.cli.messages import in_options
from videojobs.errors import printable


def one_line(text: str, limit: int = 500) -> str:
    """Return text of a server fit for one line of a terminal: invisible letters and line ends are escaped."""
    escaped = printable(text, limit)
    # Line separators, zero-width and bidirectional letters could fake or hide a part of the output.
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in escaped)


def write_to_stderr(text: str) -> None:
    """Write text and a line end to standard error; where nobody reads it, a command goes on with what is paid for."""
    stream = sys.stderr  # as it is now: a progress display replaces it while it is shown
    try:
        stream.write(f"{text}\n")
        stream.flush()
    except OSError:
        discard(stream)


def discard(stream: TextIO) -> None:
    """Let nothing more be written to a closed pipe or a full disk, also when the interpreter flushes it at the end."""
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):  # a test's stream has none
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, descriptor)
    os.close(null)


def error_exit(message: str, code: int) -> typer.Exit:
    """Print an error message as one line, and return the exception that ends the command."""
    write_to_stderr(f"videojobs: {one_line(in_options(message))}")
    return typer.Exit(code)
