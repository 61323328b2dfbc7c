"""Example programs for a running emulator, in Python and with curl."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from importlib import import_module
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from videojobs.dialect import Dialect
    from videojobs.emulator import Served

_PROMPT = "A paper boat crosses a puddle"


def python_lines(served: Served, provider: str) -> list[str]:
    """Return a program that creates, awaits and downloads a job."""
    model = model_of(served.app.settings.dialect)
    arguments = f'"{_PROMPT}"'
    if model is not None:
        arguments += f', model="{model}"'
    return [
        "from videojobs import VideoClient",
        f'with VideoClient("{provider}", base_url="{served.base_url}", api_key="{served.api_key}") as client:',
        f"    job = client.wait(client.create({arguments}))",
        '    print(job.status, client.download(job, "clip.mp4"))',
    ]


def command_line(served: Served, provider: str) -> str:
    """Return a command that saves a clip; the key is in its environment."""
    dialect = served.app.settings.dialect
    variable = next((name for auth in dialect.auth for name in auth.env), None)
    words = ["videojobs", "run", _PROMPT, "-p", provider, "--base-url", served.base_url]
    model = model_of(dialect)
    if model is not None:
        words += ["-m", model]
    text = shlex.join([*words, "-o", "clip.mp4"])
    return text if variable is None else f"{variable}={shlex.quote(served.api_key)} {text}"


def curl_line(served: Served) -> str:
    """Return a command that creates a job."""
    dialect = served.app.settings.dialect
    command = ["curl", _create_url(served)]
    auth = next((auth for auth in dialect.auth if auth.scheme != "none"), None)
    if auth is not None:
        prefix = "Bearer " if auth.scheme == "bearer" else ""
        command += ["-H", f"{auth.header}: {prefix}{served.api_key}"]
    names = dialect.create.fields
    body = {names.prompt: _PROMPT}
    model = model_of(dialect)
    if model is not None:
        body[names.model] = model
    if dialect.create.encodings[0] == "multipart":
        for name, value in body.items():
            command += ["-F", f"{name}={value}"]
    else:
        command += ["-H", "Content-Type: application/json", "-d", json.dumps(body)]
    return shlex.join(command)


def official_sdk_lines(served: Served) -> list[str]:
    """Return how to use the official SDKs of the format, a title and lines for each; none where they cannot be used."""
    dialect = served.app.settings.dialect
    base_url, path = _create_url(served).rsplit("/", 1)
    # They send a form, with a bearer token.
    takes_bearer = any(auth.scheme == "bearer" for auth in dialect.auth)
    if path != "videos" or "multipart" not in dialect.create.encodings or not takes_bearer:
        return []
    # Strings of JSON are strings of both languages.
    values = {"base_url": json.dumps(base_url), "api_key": json.dumps(served.api_key)}
    text = files("videojobs.cli").joinpath("official_sdks.txt").read_text(encoding="utf-8")
    return Template(text).substitute(values).splitlines()


def _create_url(served: Served) -> str:
    dialect = served.app.settings.dialect
    path = dialect.operations["create"].path
    if dialect.base_path and served.app.base_path.endswith(dialect.base_path):
        path = path.removeprefix(dialect.base_path)
    return served.base_url + path


def model_of(dialect: Dialect) -> str | None:
    """Return the first model that the document lists, if a request must name one; else None."""
    limits: Mapping[str, Any] = {}
    for body in import_module(dialect.operations["create"].module).BODIES.values():
        limits = {**getattr(body, "LIMITS", {}), **limits}
    limit = limits.get(dialect.create.fields.model)
    if limit is None or not limit.required:
        return None
    return str(next(iter(limit.values), "any-model"))
