"""Write the command line that goes on where an interrupted one stopped."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import typer

from videojobs.cli.exit_codes import INTERRUPTED
from videojobs.cli.terminal import write_to_stderr

# To go on costs nothing; to order again does.
_LEFT_OUT = frozenset({"again", "dry_run", "retry_failed", "retry_unknown"})


@contextmanager
def printing_resume_line(context: typer.Context, **arguments: str) -> Generator[None]:
    """On Ctrl-C, print the command that goes on, and end with 130.

    Args:
        context: The command that is run.
        arguments: Values in place of those that were typed, such as a prompt that was read from standard input.
    """
    try:
        yield
    except KeyboardInterrupt as error:
        # Not cut or escaped as messages are: it is pasted into a shell.
        how = "this goes on with it"
        if context.params.get("prompts") == "-":
            how += ", with the same standard input"
        write_to_stderr(f"videojobs: interrupted; {how}:\n{resume_line(context, arguments)}")
        raise typer.Exit(INTERRUPTED) from error


@contextmanager
def sigterm_as_ctrl_c() -> Generator[None]:
    """Let what ends services end a command as Ctrl-C does: it waits for the responses to paid requests."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def resume_line(context: typer.Context, arguments: Mapping[str, str]) -> str:
    """Return the command as it was typed, quoted for the shell."""
    options: list[str] = []
    positional: list[str] = []
    for parameter in context.command.params:
        name = parameter.name or ""
        source = context.get_parameter_source(name)
        if name in _LEFT_OUT or source is None or source.name != "COMMANDLINE":
            continue
        value = arguments.get(name, context.params[name])
        if parameter.param_type_name == "argument":
            positional.append(str(value))
        else:
            options += _option(parameter, value)
    if any(value.startswith("-") for value in positional):
        words = [*options, "--", *positional]
    else:
        words = [*positional, *options]
    command = [*context.command_path.split(), *words]
    if os.name == "nt":
        return subprocess.list2cmdline(command)
    return shlex.join(command)


def _option(parameter: Any, value: Any) -> Iterator[str]:
    if isinstance(value, bool):
        yield (parameter.opts if value else parameter.secondary_opts)[0]
        return
    values = value if isinstance(value, list) else [value]
    for one in values:
        yield from (parameter.opts[0], str(one))
