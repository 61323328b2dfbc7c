"""Turn the options of a command into a client, a key, a ledger and a job."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from attrs import evolve, frozen

from videojobs.cli.error_report import write_note
from videojobs.cli.retries import RetryNotes
from videojobs.cli.shared_options import BatchServerOptions, ServerOptions
from videojobs.client import VideoClient
from videojobs.dialect import Dialect
from videojobs.errors import ConfigurationError, DecodeError, InvalidRequest, printable
from videojobs.http.secret import Secret
from videojobs.jobs.model.video_job import JobRef
from videojobs.jobs.registry import load_dialect, provider_names
from videojobs.jobs.session import trim_base_url
from videojobs.ledger import Ledger, LedgerState

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from videojobs.jobs.model.results import Retry

_MAX_KEY_BYTES = 16_384


def ledger_path(server: ServerOptions) -> Path:
    """Return the path of the ledger: the option, or a file in the state folder of this user, which is created.

    Raises:
        ConfigurationError: There is no such folder.
    """
    if server.ledger:
        return Path(server.ledger)
    return state_folder("", "pass another file as --ledger") / "ledger.jsonl"


def state_folder(name: str, advice: str) -> Path:
    """Return a folder in the state folder of this user, which is created; only the user can read it.

    Args:
        name: Its name; empty for the one with the ledger.
        advice: What to do if it cannot be created.

    Raises:
        ConfigurationError: It cannot be created.
    """
    folder = _home() / "videojobs" / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise ConfigurationError(
            f"the folder {printable(str(folder), 300)} cannot be created: {reason}; {advice}"
        ) from error
    return folder


def _home() -> Path:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "")
        if local:
            return Path(local)
    # The XDG Base Directory Specification: a relative path in the variable is invalid, and is ignored.
    state = Path(os.environ.get("XDG_STATE_HOME", ""))
    if state.is_absolute():
        return state
    try:
        return Path.home() / ".local" / "state"
    except RuntimeError as error:
        raise ConfigurationError("this user has no home folder for the ledger; pass a file as --ledger") from error


def open_client(
    server: ServerOptions,
    *,
    timeout: float | None = None,
    ledger: Path | None = None,
    http_client: httpx.Client | None = None,
    rate: str | None = None,
    on_retry: Callable[[Retry], object] | None = None,
) -> VideoClient:
    """Return a client of the provider, with a ledger unless it is for a batch.

    Args:
        server: The options.
        timeout: Seconds for one request; None for the client's default.
        ledger: Another ledger than that of the options.
        http_client: The httpx client to send with.
        rate: Most paid requests in a time, or None.
        on_retry: Called with each failure after which the client tries again; None for notes on standard error.

    Raises:
        ConfigurationError: The provider, its address or its key is missing or cannot be used.
    """
    server = resolved(server)
    if ledger is None and not isinstance(server, BatchServerOptions):
        ledger = ledger_path(server)
    client = VideoClient(
        provider_dialect(server),
        api_key=server.key,
        base_url=server.base_url,
        timeout=60.0 if timeout is None else timeout,
        ledger=ledger,
        http_client=http_client,
        rate=rate,
        on_retry=on_retry or RetryNotes().on_retry,
    )
    # Now, and not between the line of the ledger and the request: a kill there leaves it unknown whether a job was paid
    # for. It takes 15 ms, most of them for the TLS context.
    client._low_level_client().get_httpx_client()  # pyright: ignore[reportPrivateUsage]
    return client


def provider_dialect(server: ServerOptions) -> Dialect:
    """Return the dialect of the provider that the options name.

    Raises:
        ConfigurationError: They name none, or there is no such provider.
    """
    if server.provider:
        return load_dialect(server.provider)
    raise ConfigurationError(
        f"no provider: pass --provider or set VIDEOJOBS_PROVIDER; there are {', '.join(provider_names())}"
    )


def resolved(server: ServerOptions) -> ServerOptions:
    """Return the options with the key in a file, or typed at a terminal; an address from the environment is shown.

    Without a key the client reads it from the environment, or none is needed.

    Raises:
        ConfigurationError: There is no such provider, or the file cannot be read, or is empty.
    """
    dialect = provider_dialect(server)
    if "base_url" in server.from_environment and dialect.base_url is not None and server.base_url:
        # The variable of another provider would send this one's key to a foreign address.
        write_note(f"requests go to {server.base_url} (VIDEOJOBS_BASE_URL), not to {dialect.base_url}")
    server = evolve(server, from_environment=server.from_environment - {"base_url"})
    if server.key is not None:
        return server
    if server.key_file is not None:
        return evolve(server, key=Secret(_read_key(server.key_file)))
    variables = [name for auth in dialect.auth for name in auth.env]
    is_set = any(os.environ.get(name, "").strip() for name in variables)
    is_optional = any(auth.scheme == "none" for auth in dialect.auth)
    if is_set or is_optional or not sys.stdin.isatty():
        return server
    key: str = typer.prompt(f"Key of {dialect.title}", hide_input=True, err=True).strip()
    if not key:
        return server
    return evolve(server, key=Secret(key))


def _read_key(name: str) -> str:
    try:
        if name == "-":
            text = sys.stdin.read(_MAX_KEY_BYTES)
        else:
            with Path(name).open(encoding="utf-8") as file:
                text = file.read(_MAX_KEY_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise ConfigurationError(f"--key-file {printable(name, 300)}: {reason}") from error
    if not text.strip():
        raise ConfigurationError(f"--key-file {printable(name, 300)}: it is empty")
    return text.strip()


@frozen
class JobAddress:
    """A job, and the options of the server that has it."""

    id: str
    server: ServerOptions


def job_address(job: str, server: ServerOptions) -> JobAddress:
    """Return where a job is: by its JSON line, by ``PROVIDER:ID``, by the options, or by the ledger.

    An id may look like the first two. After a typed ``--provider`` and after ``PROVIDER:``, all that follows is the id.

    Raises:
        ConfigurationError: It is at no known place, or at several.
    """
    if job == "-":
        job = sys.stdin.readline()
    job = job.strip()
    state = Ledger(ledger_path(server)).read()
    has_provider = bool(server.provider) and "provider" not in server.from_environment
    if job.startswith("{"):
        try:
            ref = JobRef.from_json(job)
        except DecodeError as error:
            if not has_provider:
                message = f"JOB: {error.message}; an id that begins with {{ is passed as PROVIDER:ID"
                raise InvalidRequest(message) from None
        else:
            return _from_ref(ref, server, state)
    provider, colon, job_id = job.partition(":")
    if colon and job_id and provider in provider_names() and not has_provider:
        named = _with_provider(server, provider)
        return _from_ledger(job_id, named, state)
    return _from_ledger(job, server, state)


def _with_provider(server: ServerOptions, provider: str) -> ServerOptions:
    if server.provider and server.provider != provider and "provider" not in server.from_environment:
        raise InvalidRequest(f"the job is at {provider}, --provider is {server.provider}; leave one of them out")
    return evolve(server, provider=provider, from_environment=server.from_environment - {"provider"})


def _from_ref(ref: JobRef, server: ServerOptions, state: LedgerState) -> JobAddress:
    named = _with_provider(server, ref.provider)
    address = _from_ledger(ref.id, named, state)
    if address.server.base_url or ref.base_url is None:
        return address
    dialect = load_dialect(ref.provider)
    if dialect.base_url is None or ref.base_url != trim_base_url(dialect.base_url, dialect.base_path):
        # The key would go there: a line that was copied from anywhere must not decide about it.
        raise InvalidRequest(
            f"the job is at {printable(ref.base_url, 200)}, which the ledger does not have; "
            "pass that address as --base-url if it is right"
        )
    return address


def _from_ledger(job_id: str, server: ServerOptions, state: LedgerState) -> JobAddress:
    """Return where the ledger has a job; what the options say counts more than what the environment says."""
    if not job_id:
        raise InvalidRequest("JOB: the id is empty")
    places = [(one.provider, one.base_url) for one in state.jobs.values() if one.id == job_id]
    provider, base_url = server.provider, server.base_url
    if provider and "provider" not in server.from_environment:
        places = [place for place in places if place[0] == provider]
    if base_url and "base_url" not in server.from_environment:
        places = [place for place in places if _is_at(place, base_url)]
    if len(places) > 1 and provider:
        places = [place for place in places if place[0] == provider] or places
    if len(places) > 1:
        listed = ", ".join(f"{place[0]} at {place[1]}" for place in places)
        raise ConfigurationError(
            f"there are several jobs {printable(job_id, 200)}: {listed}; pass --provider and --base-url"
        )
    if places:
        is_typed = base_url and "base_url" not in server.from_environment
        server_of_job = evolve(
            server,
            provider=places[0][0],
            base_url=base_url if is_typed else places[0][1],
            from_environment=frozenset(),
        )
        return JobAddress(job_id, server_of_job)
    if not provider:
        raise ConfigurationError(
            f"the ledger has no job {printable(job_id, 200)}; pass --provider, or PROVIDER:{printable(job_id, 200)}"
        )
    return JobAddress(job_id, server)


def _is_at(place: tuple[str, str], base_url: str) -> bool:
    try:
        return trim_base_url(base_url, load_dialect(place[0]).base_path) == place[1]
    except ConfigurationError:  # the ledger may be shared with a program that has a dialect of its own
        return False
