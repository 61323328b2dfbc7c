"""Draft a provider's folder from the JSON of ``videojobs probe``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scripts.oas.problems import SpecError
from scripts.oas.yaml_writer import to_yaml
from scripts.providers.from_document import key_variable
from scripts.providers.provider_file import ProviderYaml
from videojobs.cli.probe_result import FORMAT
from videojobs.dialect import Role
from videojobs.jobs.registry import load_dialect

# What provider.yaml accepts: plain http to this machine only, no credentials, no query, no slash at the end.
_BASE_URL = re.compile(r"(https://[^\s/?#@]+|http://(localhost|127\.0\.0\.1)(:[0-9]+)?)(/[^\s?#/]+)*")
_SAMPLES: dict[str, tuple[Role, str]] = {
    "list": ("list", "list.json"),
    "your job": ("retrieve", "retrieve.json"),
    "unknown job": ("retrieve", "retrieve-unknown.json"),
    "content of an unknown job": ("content", "content-unknown.json"),
}
"""Purpose of a request -> role of the operation, file of the sample."""


def is_probe(content: Any) -> bool:
    """Whether a file holds the result of a probe."""
    return isinstance(content, Mapping) and content.get("format") == FORMAT


def files_of_probe(path: Path, probe: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return the text of each file of the folder.

    A probe shows which operations a server has, not their schemas: these are those of the common format.

    Args:
        path: The file of the probe, for messages.
        probe: Its contents.
        name: Name of the provider's folder.

    Raises:
        SpecError: A key is missing, or of another type.
    """
    try:
        operations = _operations(probe)
        return {
            "openapi.yaml": _openapi(probe, operations),
            "provider.yaml": _provider_yaml(probe, operations, name).text(),
            **_samples(probe, operations),
        }
    # The file may have been edited, or written by another version of the command.
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        what = f"this is no result of a probe ({type(error).__name__}: {error})"
        raise SpecError(str(path), 1, 1, "", what, "write it again with `videojobs probe --json`") from None


def _operations(probe: Mapping[str, Any]) -> dict[Role, str]:
    """Return role -> operationId, without the operations that the server does not have."""
    absent = {role for role in ("list", "delete", "content") if probe[role] is False}
    # A probe cannot show it: a remix is paid for.
    absent.add("remix")
    operations = load_dialect("compatible").operations
    return {role: operation.operation_id for role, operation in operations.items() if role not in absent}


def _openapi(probe: Mapping[str, Any], operations: Mapping[Role, str]) -> str:
    head = "# Written from a probe: the common format, with the operations that the server has.\n"
    if probe["document"]:
        head = "# The server publishes a document at /openapi.json: better start from that.\n" + head
    package = import_module(load_dialect("compatible").operations["create"].module.rsplit(".", 3)[0])
    document: dict[str, Any] = json.loads(files(package).joinpath("openapi.json").read_text(encoding="utf-8"))
    document["info"] = {"title": _host(probe), "version": "0.0.1"}
    for path, item in list(document["paths"].items()):
        for method, operation in list(item.items()):
            if isinstance(operation, dict) and operation.get("operationId") not in operations.values():
                del item[method]
        if not any(isinstance(value, dict) for value in item.values()):
            del document["paths"][path]
    return head + to_yaml(document)


def _host(probe: Mapping[str, Any]) -> str:
    return urlsplit(probe["base_url"]).hostname or "relay"


def _provider_yaml(probe: Mapping[str, Any], operations: Mapping[Role, str], name: str) -> ProviderYaml:
    usual = load_dialect("compatible")
    remarks = {
        "title": "DECIDE: the name as the provider writes it.",
        "source": "DECIDE: transcribed or vendored, with url and retrieved, once there is a page of it.",
        "operations": "DECIDE: add remix if there is one; list, delete and content stay unless they were refused.",
        "create": "DECIDE: a create costs money and was not tried; seconds may be an integer, too.",
        "content": "DECIDE: endpoint, url or either.",
    }
    auth: list[Any] = [{"scheme": "bearer", "env": [key_variable(name)]}]
    if probe["needs_key"] is False:
        auth.append({"scheme": "none"})
        remarks["auth"] = "A request without a key was accepted."
    fields: dict[str, Any] = {}
    if probe["job_pointer"]:
        fields["job"] = [probe["job_pointer"], ""]
    fields["video_url"] = list(probe["url_pointers"])
    if not fields["video_url"]:
        fields["video_url"] = list(usual.fields.video_url)
        remarks["fields"] = "DECIDE: no response held the URL of a clip; these are all the usual places."
    unknown = [word for word, status in probe["statuses"].items() if status == "unknown"]
    if unknown:
        words = json.dumps(unknown)
        remarks["content"] += f"\nDECIDE: `statuses`, a key of its own, for the unknown words {words}"
    base_url = probe["base_url"]
    values: dict[str, Any] = {
        "title": _host(probe)[:60],
        "source": {"kind": "written"},
        "base_url": base_url if _BASE_URL.fullmatch(base_url) else None,
        "auth": auth,
        "operations": dict(operations),
        "create": {"encodings": ["multipart", "json"], "seconds": "string"},
        "fields": fields,
        "errors": {
            # The place that the probe saw comes first; the usual ones follow, since it saw one or two errors only.
            fact: list(dict.fromkeys((probe["errors"].get(fact, pointers[0]), *pointers)))
            for fact, pointers in (
                ("message", usual.errors.message),
                ("code", usual.errors.code),
                ("type", usual.errors.type),
            )
        },
        "content": {"source": "url" if probe["content"] is False else "either", "redirects": "any"},
    }
    head = "Written from a probe, which sends only requests that cost nothing."
    return ProviderYaml(head, values, remarks)


def _samples(probe: Mapping[str, Any], operations: Mapping[Role, str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for request in probe["requests"]:
        role, name = _SAMPLES.get(request["purpose"], (None, ""))
        if role is None or role not in operations or "body" not in request:
            continue
        # The path starts with the part of the base URL that the probe tried out: both hold "/v1".
        url = f"{probe['base_url']}/videos{request['path'].partition('?')[0].partition('/videos')[2]}"
        sample = {
            "source": f"{request['method']} {url}, by videojobs probe on {probe['date']}",
            "operation": role,
            "http_status": request["status"],
            "note": None,
            "elided_by_source": False,
            "body": request["body"],
        }
        texts[f"samples/{name}"] = json.dumps(sample, ensure_ascii=False, indent=2) + "\n"
    return texts
