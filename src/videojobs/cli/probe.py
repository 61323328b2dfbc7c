"""``videojobs probe``: find out what a server of the format supports, without paying."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from videojobs.cli.probe_requests import Prober, ProbeRequest, send_all
from videojobs.cli.probe_result import FORMAT, ProbeResult, conclude
from videojobs.cli.terminal import error_exit
from videojobs.contract.redact import redacted
from videojobs.errors import ConfigurationError, VideoJobsError, printable
from videojobs.http.secret import Secret


def probe(
    base_url: Annotated[str, typer.Option("--base-url", help="Base URL of the API.", show_default=False)],
    key_env: Annotated[
        str, typer.Option("--key-env", metavar="NAME", help="Environment variable that holds the key.")
    ] = "VIDEOJOBS_API_KEY",
    key_header: Annotated[
        str | None, typer.Option("--key-header", metavar="NAME", help="Header that carries the key, if not a bearer.")
    ] = None,
    no_key: Annotated[bool, typer.Option("--no-key", help="Send no key.")] = False,
    job: Annotated[str | None, typer.Option("--job", metavar="ID", help="A job of yours to look at.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON object, which `make new-provider` takes too.")
    ] = False,
) -> None:
    """Find out what a server of the format supports.

    Sends GET, HEAD and OPTIONS requests only: they cost nothing.

    The key comes from the environment or from a prompt. It is never an option, which other users could see.

    Ends with 0 if the server responded, 1 if it did not or refused the key, 2 if the command is wrong.
    """
    key = None
    if not no_key:
        key = _key(key_env)
    prober = Prober(base_url, key, key_header)
    try:
        prefix = send_all(prober, job)
    except ConfigurationError as error:
        raise error_exit(error.message, 2) from None
    except VideoJobsError as error:
        raise error_exit(prober.masked(error.message), 1) from None
    if all(request.status is None for request in prober.requests):
        raise error_exit(f"no response from {base_url}: {prober.requests[0].error}", 1)
    result = conclude(prober.requests)
    if as_json:
        typer.echo(json.dumps(to_json(prober, result, prefix)))
    else:
        _print(Console(highlight=False), prober, result, prefix)
    if result.key_refused:
        # After the result: what the server shows without a valid key is still worth reading.
        remedy = "check it, and the header it goes in (--key-header)"
        raise error_exit(f"{prober.base_url} refused the key of {key_env}: {remedy}", 1)


def _key(variable: str) -> Secret | None:
    # Keys that were pasted into a file often end in a line break.
    key = os.environ.get(variable, "").strip()
    if not key and sys.stdin.isatty():
        key = typer.prompt("API key (empty for none)", default="", hide_input=True, show_default=False, err=True)
        key = key.strip()
    if not key:
        return None
    return Secret(key)


def _print(console: Console, prober: Prober, result: ProbeResult, prefix: str) -> None:
    requests = Table("request", "", "key", "response", box=None, pad_edge=False)
    for request in prober.requests:
        if request.status is None:
            response = printable(request.error or "", 80)
        else:
            response = printable(f"{request.status} {request.media_type}", 100)
        with_key = "yes" if request.with_key else ""
        requests.add_row(request.purpose, f"{request.method} {request.path}", with_key, response)
    console.print(requests)
    console.print()
    conclusions = Table.grid(padding=(0, 2))
    for subject, conclusion in _conclusions(result, prober.base_url + prefix).items():
        conclusions.add_row(subject, printable(prober.masked(conclusion), 400))
    console.print(conclusions)
    if result.is_other_api:
        console.print(
            "\nThe server has no path of the format: another address may be the API's, or the server has an API of its "
            "own, whose folder is started from its document (make new-provider FROM=openapi.yaml)."
        )
    console.print("\nNothing was started or paid for. With --json, `make new-provider` takes the result.")


def _conclusions(result: ProbeResult, base_url: str) -> dict[str, str]:
    yes_no = {True: "yes", False: "no", None: "safe requests cannot show it"}
    key = f"needed: {yes_no[result.needs_key]}"
    if result.key_refused:
        key = "refused"
    unknown_job = yes_no[None]
    if result.unknown_job_status is not None:
        unknown_job = f"HTTP {result.unknown_job_status}"
    return {
        "base_url": base_url,
        "key": key,
        "list": yes_no[result.has_list],
        "delete": yes_no[result.has_delete],
        "content operation": yes_no[result.has_content],
        "unknown job": unknown_job,
        "errors": ", ".join(f"{fact} at {pointer}" for fact, pointer in result.errors.items()) or "none received",
        "jobs received": str(result.job_count),
        "statuses": ", ".join(f"{word} ({status})" for word, status in result.statuses.items()) or "none received",
        "URL of a clip": ", ".join(result.url_pointers) or "none received",
        "models": ", ".join(result.models) or "not listed",
        "document at /openapi.json": yes_no[result.has_document],
    }


def to_json(prober: Prober, result: ProbeResult, prefix: str) -> dict[str, Any]:
    """Return the result as one JSON object, without the key; `scripts.providers` reads it."""
    return {
        "format": FORMAT,
        "date": datetime.now(UTC).date().isoformat(),
        "base_url": prober.base_url + prefix,
        "needs_key": result.needs_key,
        "key_refused": result.key_refused,
        "list": result.has_list,
        "delete": result.has_delete,
        "content": result.has_content,
        "unknown_job": result.unknown_job_status,
        "errors": dict(result.errors),
        "jobs": result.job_count,
        "statuses": dict(result.statuses),
        "url_pointers": list(result.url_pointers),
        "job_pointer": result.job_pointer,
        "models": redacted(list(result.models), prober.masked),
        "document": result.has_document,
        "other_api": result.is_other_api,
        "requests": [_request_to_json(request, prober, prefix) for request in prober.requests],
    }


def _request_to_json(request: ProbeRequest, prober: Prober, prefix: str) -> dict[str, Any]:
    request_json: dict[str, Any] = {
        "purpose": request.purpose,
        "method": request.method,
        "path": request.path,
        "with_key": request.with_key,
        "status": request.status,
    }
    # Only responses about jobs become samples of a provider's folder; a document or a list of models may be huge.
    if request.path.startswith(f"{prefix}/videos") and isinstance(request.body, dict):
        request_json["body"] = redacted(request.body, prober.masked)
    return request_json
