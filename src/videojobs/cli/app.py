"""The commands of ``videojobs``; each is imported when it is used."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer
from attrs import frozen
from typer.core import TyperGroup

from videojobs.cli.exit_codes import exit_code_lines


@frozen
class CommandEntry:
    """One command: where it is, its line in the list of commands, and an example of its use."""

    place: str
    help: str
    example: str


COMMANDS = {
    "run": CommandEntry(
        "run_command:run",
        "Create a job, wait for it, save its clip",
        'videojobs run "a cat" -p NAME -s 8 -o cat.mp4',
    ),
    "batch": CommandEntry(
        "batch_command:batch",
        "Make a clip of each prompt in a file",
        "videojobs batch prompts.jsonl -p NAME -o clips",
    ),
    "batch adopt": CommandEntry(
        "worker_command:adopt",
        "Give the prompts of a dead worker to the others",
        "videojobs batch adopt w1 --database URL",
    ),
    "worker": CommandEntry(
        "worker_command:worker",
        "Work on a batch beside other machines",
        "videojobs worker --database URL --name w1 -p NAME",
    ),
    "create": CommandEntry(
        "paid_jobs:create", "Start a paid job and print its id", 'videojobs create "a cat" -p NAME -s 8'
    ),
    "get": CommandEntry("job:get", "Show the state of a job", "videojobs get video_123"),
    "wait": CommandEntry("job:wait", "Wait until a job is finished", "videojobs wait video_123 --timeout 600"),
    "download": CommandEntry(
        "job:download", "Wait for a job and save its clip", "videojobs download video_123 -o cat.mp4"
    ),
    "list": CommandEntry("listing:list_jobs", "List the jobs at a provider", "videojobs list -p NAME -n 50"),
    "delete": CommandEntry("job:delete", "Delete a job at the provider", "videojobs delete video_123"),
    "remix": CommandEntry(
        "paid_jobs:remix", "Start a paid job that changes a clip", 'videojobs remix video_123 "the same at night"'
    ),
    "edit": CommandEntry("paid_jobs:edit", "Start a paid job that edits a clip", 'videojobs edit video_123 "add snow"'),
    "extend": CommandEntry(
        "paid_jobs:extend", "Start a paid job that continues a clip", 'videojobs extend video_123 "it jumps" -s 4'
    ),
    "create-character": CommandEntry(
        "character_commands:create_character",
        "Make a character out of a video",
        "videojobs create-character Mossy mossy.mp4 -p NAME",
    ),
    "get-character": CommandEntry(
        "character_commands:get_character", "Show a character", "videojobs get-character char_123 -p NAME"
    ),
    "resume": CommandEntry("resume:resume", "Finish what was cut off; never pays", "videojobs resume -d clips"),
    "jobs": CommandEntry("listing:jobs", "List the jobs in the ledger", "videojobs jobs --json"),
    "providers": CommandEntry("listing:providers", "Show what providers can do", "videojobs providers compatible"),
    "emulate": CommandEntry(
        "emulate:emulate", "Emulate a provider on this machine", "videojobs emulate -p compatible --port 8080"
    ),
    "contract": CommandEntry(
        "contract:contract", "Compare responses with a document", "videojobs contract responses.jsonl"
    ),
    "probe": CommandEntry(
        "probe:probe", "Find out what a server supports", "videojobs probe --base-url http://localhost:8000"
    ),
}
_SETTINGS = {"help_option_names": ["-h", "--help"]}


class LazyGroup(TyperGroup):
    """A group whose commands are imported when one is used: the list of commands needs none of them."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the name, the command and the rest of the arguments."""
        if " ".join(args[:2]) in COMMANDS:  # `batch adopt`; a file of that name is ./adopt
            args = [" ".join(args[:2]), *args[2:]]
        name, command, rest = super().resolve_command(ctx, args)
        if name is None or command is None:
            return name, command, rest
        return name, _load(name), rest


def _load(name: str) -> Any:
    entry = COMMANDS[name]
    module, _, function = entry.place.partition(":")
    one = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    one.command(name, epilog=f"\b\nExample:\n  {entry.example}", context_settings=_SETTINGS)(
        getattr(import_module(f"videojobs.cli.{module}"), function)
    )
    return typer.main.get_command(one)


def _print_version(value: bool) -> None:
    if value:
        from videojobs import __version__

        typer.echo(f"videojobs {__version__}")
        raise typer.Exit


# \b: click keeps the lines that follow as they are.
_EPILOG = f"""\b
Exit codes (contract and probe: see their help):
{exit_code_lines()}

\b
Example:
  {COMMANDS["run"].example}"""
app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=_SETTINGS,
    epilog=_EPILOG,
)


@app.callback()
def videojobs(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Make video clips with any provider of the video-job format: from a prompt to a file.

    Results are text on a terminal and JSON Lines elsewhere. The key of a provider is read from its environment variable
    or from --key-file; it is never an option, which other users of the machine could see.
    """


def _placeholder() -> None: ...


for _name, _entry in COMMANDS.items():
    app.command(_name, short_help=_entry.help)(_placeholder)
