"""``videojobs create-character`` and ``get-character``: a character that prompts can name, made from a video."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from videojobs.cli.connection import open_client, resolved
from videojobs.cli.dry_run import show_request
from videojobs.cli.shared_options import DryRun, OutputOptions, ServerOptions, Timeout, command
from videojobs.cli.standard_output import Output, local_time
from videojobs.jobs.characters import Character


@command
def create_character(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, as prompts use it.", show_default=False)],
    video: Annotated[Path, typer.Argument(metavar="FILE", help="The video that shows it.", show_default=False)],
    server: ServerOptions,
    output: OutputOptions,
    dry_run: DryRun = False,
    timeout: Timeout = None,
) -> None:
    """Upload a video, make a character out of it, and print its id.

    It may cost money, and is never repeated on a guess. The ledger has no line of it: keep its id.
    """
    server = resolved(server)
    if dry_run:
        show_request(server, output, lambda client: client.create_character(name, video), action="create a character")
        return
    with open_client(server, timeout=timeout) as client:
        character = client.create_character(name, video)
    results = Output(output.as_json, outlives_reader=True)
    _write_event(results, character)
    results.line(character.id)


@command
def get_character(
    character: Annotated[str, typer.Argument(metavar="ID", help="The id of the character.", show_default=False)],
    server: ServerOptions,
    output: OutputOptions,
    timeout: Timeout = None,
) -> None:
    """Show a character."""
    results = Output(output.as_json)
    with open_client(server, timeout=timeout) as client:
        result = client.retrieve_character(character)
    _write_event(results, result)
    for fact, value in {"id": result.id, "name": result.name, "created": local_time(result.created_at)}.items():
        if value:
            results.line(f"{fact:<11}{value}")


def _write_event(results: Output, character: Character) -> None:
    created_at = None if character.created_at is None else character.created_at.isoformat()
    fields = {"provider": character.provider, "id": character.id, "name": character.name, "created_at": created_at}
    results.event("character", **fields)
