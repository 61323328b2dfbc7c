"""The options that commands share, and the decorator that adds them to a command."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Annotated, Any, get_origin, get_type_hints

import attrs
import typer
from attrs import field, frozen

from videojobs.errors import ConfigurationError
from videojobs.http.secret import Secret


def complete_provider(incomplete: str) -> Iterator[str]:
    """Yield the names of providers that begin with the letters before the cursor."""
    from videojobs.jobs.registry import provider_names

    yield from (name for name in provider_names() if name.startswith(incomplete))


def _check_not_empty(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    # Where "$ADDRESS" is not set, the request and the key would go to the provider's own address.
    if value == "":
        raise ConfigurationError(f"--{attribute.name.replace('_', '-')} is empty; pass a value, or leave it out")


@frozen(kw_only=True)
class ServerOptions:
    """Where requests go, with which key, and which file records them.

    Attributes:
        provider: Name of the provider.
        base_url: URL of the API.
        key_file: File with the key; ``-`` is standard input.
        ledger: The ledger; None for the file of this user.
        from_environment: Names of the options whose values are from environment variables.
        key: The key, if it was read already: standard input can be read once.
    """

    provider: Annotated[
        str | None,
        typer.Option(
            "--provider",
            "-p",
            metavar="NAME",
            envvar="VIDEOJOBS_PROVIDER",
            autocompletion=complete_provider,
            help="The provider; `videojobs providers` lists them.",
        ),
    ] = field(default=None, validator=_check_not_empty)
    base_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL", envvar="VIDEOJOBS_BASE_URL", help="Base URL of the API, if not the provider's own."
        ),
    ] = field(default=None, validator=_check_not_empty)
    key_file: Annotated[
        str | None,
        typer.Option(
            metavar="PATH|-",
            help="File with the API key; - reads standard input. By default the provider's environment variable.",
        ),
    ] = field(default=None, validator=_check_not_empty)
    ledger: Annotated[
        str | None,
        typer.Option(
            metavar="PATH",
            envvar="VIDEOJOBS_LEDGER",
            help="File that records paid jobs. By default videojobs/ledger.jsonl in the user's state folder.",
        ),
    ] = field(default=None, validator=_check_not_empty)
    from_environment: frozenset[str] = field(default=frozenset())
    key: Secret | None = field(default=None)


@frozen(kw_only=True)
class BatchServerOptions(ServerOptions):
    """The same without a ledger: the database of a batch records its paid requests."""

    ledger: None = field(default=None, init=False)


@frozen(kw_only=True)
class ClipOptions:
    """The values of a new job beside its prompt; None is the provider's default."""

    model: Annotated[str | None, typer.Option("--model", "-m", metavar="NAME", help="The provider's model.")] = None
    seconds: Annotated[str | None, typer.Option("--seconds", "-s", metavar="N", help="Length of the clip.")] = None
    size: Annotated[
        str | None, typer.Option("--size", metavar="SIZE", help="Pixels or shape of the clip: 1280x720, or 16:9.")
    ] = None
    image: Annotated[
        str | None,
        typer.Option(
            "--image", "-i", metavar="IMAGE", help="Image to start from: a file, a URL, or an uploaded file's id."
        ),
    ] = None
    extra: Annotated[
        list[str] | None,
        typer.Option(
            "--extra",
            "-x",
            metavar="FIELD=VALUE",
            help="A further field of the request, by the provider's name; the value is JSON or text. Repeatable.",
        ),
    ] = None


@frozen(kw_only=True)
class OutputOptions:
    """How results are written.

    Attributes:
        as_json: JSON Lines or tables; None for tables on a terminal, JSON Lines elsewhere.
        verbose: Whether the log of the library is written to standard error.
    """

    as_json: Annotated[
        bool | None,
        typer.Option(
            "--json/--table", show_default=False, help="JSON Lines, or text; by default text on a terminal only."
        ),
    ] = None
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Write the log of the library to standard error.")
    ] = False


DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Check everything and show the request; send nothing, pay nothing.")
]
Timeout = Annotated[
    float | None, typer.Option("--timeout", metavar="SECONDS", min=0.0, help="Time for one request and its response.")
]
TotalTimeout = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", min=0.0, help="Time for the whole command; inf for no limit.")
]
PollInterval = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", min=0.01, help="Time between polls. By default 1 s growing to 20 s."),
]
Prompt = Annotated[
    str, typer.Argument(metavar="PROMPT|-", help="Description of the clip; - reads standard input.", show_default=False)
]
Job = Annotated[
    str,
    typer.Argument(
        metavar="JOB",
        help="The id of a job in the ledger, ID with --provider, PROVIDER:ID, or the JSON line of a job.",
        show_default=False,
    ),
]


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Decorate a command: expand its groups of options, and end it with an exit code where it raises an error.

    A parameter whose type is a class above stands for the options in that class. One named ``context`` is typer's.
    """
    hints = get_type_hints(function, include_extras=True)
    groups = {name: hint for name, hint in hints.items() if attrs.has(hint)}
    options = {name: _options_of(group) for name, group in groups.items()}
    parameters = [inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)]
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name in options:
            parameters += options[parameter.name].values()
        elif parameter.name != "context":
            annotated = parameter.replace(annotation=hints[parameter.name], kind=inspect.Parameter.KEYWORD_ONLY)
            parameters.append(annotated)

    @wraps(function)
    def run_command(context: typer.Context, **values: Any) -> None:
        from videojobs.cli.error_report import ending_with_exit_code  # `videojobs COMMAND --help` does without

        as_json = values.get("as_json")
        with ending_with_exit_code(as_json=as_json, verbose=bool(values.get("verbose"))):
            for name, group in groups.items():
                own = {option: values.pop(option) for option in options[name]}
                if issubclass(group, ServerOptions):
                    own["from_environment"] = _from_environment(context, own)
                values[name] = group(**own)
            if "context" in hints:
                values["context"] = context
            function(**values)

    run_command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # typer reads it
    run_command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run_command


def _options_of(group: type) -> dict[str, inspect.Parameter]:
    """Return the fields of a group that are options, as parameters."""
    hints = get_type_hints(group, include_extras=True)
    defaults = attrs.fields_dict(group)
    return {
        name: inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=defaults[name].default, annotation=hint)
        for name, hint in hints.items()
        if get_origin(hint) is Annotated
    }


def _from_environment(context: typer.Context, names: Mapping[str, object]) -> frozenset[str]:
    sources = {name: context.get_parameter_source(name) for name in names}
    return frozenset(name for name, source in sources.items() if source is not None and source.name == "ENVIRONMENT")
