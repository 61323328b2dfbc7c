"""What to type next, for a person who has just started an emulator."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from videojobs.dialect import Dialect
    from videojobs.emulator import Served

_PROMPT = "A paper boat crosses a puddle"


def python_lines(served: Served, provider: str) -> list[str]:
    """Return a program that makes a clip with the emulator."""
    model = model_of(served.app.settings.dialect)
    named = f', model="{model}"' if model is not None else ""
    return [
        "from videojobs import VideoClient",
        f'with VideoClient("{provider}", base_url="{served.base_url}", api_key="{served.api_key}") as client:',
        f'    job = client.wait(client.create("{_PROMPT}"{named}))',
        '    print(job.status, client.download(job, "clip.mp4"))',
    ]


def curl_line(served: Served) -> str:
    """Return a command that starts a job with the emulator."""
    dialect = served.app.settings.dialect
    path = dialect.operations["create"].path
    if dialect.base_path and served.app.base_path.endswith(dialect.base_path):
        path = path.removeprefix(dialect.base_path)
    words = ["curl", f"{served.base_url}{path}"]
    way = next((way for way in dialect.auth if way.scheme != "none"), None)
    if way is not None:
        words += ["-H", f"{way.header}: {'Bearer ' if way.scheme == 'bearer' else ''}{served.api_key}"]
    model = model_of(dialect)
    body = {"prompt": _PROMPT} if model is None else {"prompt": _PROMPT, "model": model}
    if dialect.create.encodings[0] == "multipart":
        for name, value in body.items():
            words += ["-F", f"{name}={value}"]
    else:
        words += ["-H", "Content-Type: application/json", "-d", json.dumps(body)]
    return shlex.join(words)


def model_of(dialect: Dialect) -> str | None:
    """Return a model to name, if a request must name one: the first that the document lists; else None."""
    limits: Mapping[str, Any] = {}
    for body in import_module(dialect.operations["create"].module).BODIES.values():
        limits = {**getattr(body, "LIMITS", {}), **limits}
    limit = limits.get("model")
    if limit is None or not limit.required:
        return None
    return str(next(iter(limit.values), "any-model"))
