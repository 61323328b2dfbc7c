"""A draft of a provider's folder, from what a probe found out. What it could not know stands there as a comment."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from videojobs.cli.probing.ask import Asked, Prober
from videojobs.cli.probing.findings import Findings
from videojobs.cli.probing.redact import redacted
from videojobs.cli.probing.yaml_text import scalar, to_yaml
from videojobs.dialect import Role
from videojobs.jobs.registry import load_dialect

_USABLE_URL = re.compile(r"(https://[^\s/?#@]+|http://(localhost|127\.0\.0\.1)(:[0-9]+)?)(/[^\s?#/]+)*")
_SAMPLES: dict[str, tuple[Role, str]] = {
    "list": ("list", "list.json"),
    "your job": ("retrieve", "retrieve.json"),
    "unknown job": ("retrieve", "retrieve-unknown.json"),
    "content of an unknown job": ("content", "content-unknown.json"),
}


def write_draft(folder: Path, prober: Prober, found: Findings, prefix: str, day: str) -> list[Path]:
    """Write ``openapi.yaml``, ``provider.yaml`` and ``samples/`` into a folder; return what was written.

    Args:
        folder: Where to; made if it is not there.
        prober: What was asked and answered.
        found: What that says.
        prefix: Path that the video operations follow.
        day: Today, ``YYYY-MM-DD``.

    Raises:
        FileExistsError: One of the files is there already; nothing was written.
    """
    base_url = prober.base_url + prefix
    operations = _operations(found)
    texts = {
        "openapi.yaml": _openapi(base_url, operations, found),
        "provider.yaml": _provider(base_url, operations, found),
        **_samples(prober, operations, prefix, day),
    }
    for name in texts:
        if (folder / name).exists():
            raise FileExistsError(f"{folder / name} is there already; name another folder")
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def _operations(found: Findings) -> dict[Role, str]:
    """Return the operations that are there, or may be: role -> operationId."""
    absent: set[str] = {"remix"}
    absent |= {
        role
        for role, has in (("list", found.lists), ("delete", found.deletes), ("content", found.has_content))
        if has is False
    }
    roles = load_dialect("compatible").operations
    return {role: operation.operation_id for role, operation in roles.items() if role not in absent}


def _openapi(base_url: str, operations: Mapping[Role, str], found: Findings) -> str:
    """Return the server's own document if it gave one; else the common one, cut down to what is there."""
    head = "# Written by `videojobs probe`: what every server of the format answers, cut down to what this one has.\n"
    if found.document is not None:
        head = (
            "# The server has a document of its own at /openapi.json: prefer it (make new-provider FROM=...).\n" + head
        )
    package = import_module(load_dialect("compatible").operations["create"].module.rsplit(".", 3)[0])
    document: dict[str, Any] = json.loads(files(package).joinpath("openapi.json").read_text(encoding="utf-8"))
    document["info"] = {"title": urlsplit(base_url).hostname or "relay", "version": "0.0.1"}
    for path, item in list(document["paths"].items()):
        for method, operation in list(item.items()):
            if isinstance(operation, dict) and operation.get("operationId") not in operations.values():
                del item[method]
        if not any(isinstance(value, dict) for value in item.values()):
            del document["paths"][path]
    return head + to_yaml(document)


def _provider(base_url: str, operations: Mapping[Role, str], found: Findings) -> str:
    host = urlsplit(base_url).hostname or "relay"
    unknown = [word for word, status in found.statuses.items() if status == "unknown"]
    source = "url" if found.has_content is False else "either"
    lines = [
        "# Written by `videojobs probe`, which asks free questions only. Lines that say DECIDE are guesses.",
        f"title: {scalar(host[:60])}  # DECIDE: the name as the provider writes it",
        "source:",
        "  kind: written  # DECIDE: transcribed or vendored, with url and retrieved, once there is a page of it",
        f"base_url: {scalar(base_url) if _USABLE_URL.fullmatch(base_url) else 'null'}",
        "auth:",
        "- scheme: bearer",
        f"  env: [{_variable(host)}]",
        *(["- scheme: none  # a question without a key was answered"] if found.needs_key is False else []),
        "operations:  # DECIDE: remix was not asked for; list, delete and content stay unless they were refused",
        *[f"  {role}: {name}" for role, name in operations.items()],
        "create:",
        "  encodings: [multipart, json]  # DECIDE: a create costs money and was not tried",
        "  seconds: string  # DECIDE: or integer",
        *_fields(found),
        *_errors(found),
        "content:",
        f"  source: {source}  # DECIDE: endpoint, url or either",
        "  redirects: any",
    ]
    if unknown:
        lines.append(f"# DECIDE: what these status words mean: {', '.join(json.dumps(word) for word in unknown)}")
        lines.append("# statuses: {word: queued | in_progress | completed | failed | cancelled | expired}")
    return "\n".join(lines) + "\n"


def _variable(host: str) -> str:
    """Return the name of an environment variable for a host's key."""
    name = re.sub(r"[^A-Z0-9]+", "_", host.upper()).strip("_")
    return f"{name if name[:1].isalpha() else f'HOST_{name}'}_API_KEY"


def _fields(found: Findings) -> list[str]:
    usual = load_dialect("compatible").fields.video_url
    places = [*found.url_places, *(place for place in usual if place not in found.url_places)]
    lines = ["fields:"]
    if found.job_place:
        lines.append(f"  job: [{scalar(found.job_place)}, '']")
    if not found.url_places:
        lines.append("  # DECIDE: no job with a URL was seen; these are all the places that are known")
        return [*lines, f"  video_url: [{', '.join(places)}]"]
    return [*lines, f"  video_url: [{', '.join(found.url_places)}]"]


def _errors(found: Findings) -> list[str]:
    usual = load_dialect("compatible").errors
    facts = {"message": usual.message, "code": usual.code, "type": usual.type}
    lines = ["errors:"]
    for fact, places in facts.items():
        seen = found.errors.get(fact)
        lines.append(f"  {fact}: [{', '.join(dict.fromkeys((seen, *places) if seen else places))}]")
    return lines


def _samples(prober: Prober, operations: Mapping[Role, str], prefix: str, day: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for one in prober.asked:
        role, name = _SAMPLES.get(one.name, (None, ""))
        if (
            role is None
            or role not in operations
            or not isinstance(one.body, dict)
            or not one.path.startswith(f"{prefix}/videos")
        ):
            continue
        texts[f"samples/{name}"] = _sample(one, role, prober, day)
    return texts


def _sample(one: Asked, role: str, prober: Prober, day: str) -> str:
    found = {
        "source": f"{one.method} {prober.base_url}{one.path.partition('?')[0]}, asked by videojobs probe on {day}",
        "operation": role,
        "http_status": one.status,
        "note": None,
        "elided_by_source": False,
        "body": redacted(one.body, prober.masked),
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
