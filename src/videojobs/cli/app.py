"""The commands of ``videojobs``."""

from __future__ import annotations

from typing import Annotated

import typer

from videojobs.cli.contract import contract
from videojobs.cli.emulate import emulate
from videojobs.cli.probe import probe

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


def _print_version(value: bool) -> None:
    if value:
        from videojobs import __version__

        typer.echo(f"videojobs {__version__}")
        raise typer.Exit


@app.callback()
def videojobs(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Tools for the video-job format: emulate a provider, probe a server, check recorded responses.

    To create jobs and download clips, use the Python library.
    """


app.command()(contract)
app.command()(emulate)
app.command()(probe)
