"""Text for a terminal: one line each, and the error that ends a command."""

from __future__ import annotations

import typer

from videojobs.cli.messages import in_options
from videojobs.errors import printable


def one_line(text: str, limit: int = 500) -> str:
    """Return text of a server fit for one line of a terminal: invisible letters and line ends are escaped."""
    escaped = printable(text, limit)
    # Line separators, zero-width and bidirectional letters could fake or hide a part of the output.
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in escaped)


def error_exit(message: str, code: int) -> typer.Exit:
    """Print an error message as one line, and return the exception that ends the command."""
    typer.echo(f"videojobs: {one_line(in_options(message))}", err=True)
    return typer.Exit(code)
