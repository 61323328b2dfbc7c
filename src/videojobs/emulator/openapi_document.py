"""Write the provider's OpenAPI document for clients of the emulator."""

from __future__ import annotations

from typing import Any

from videojobs.openapi.operations import JsonObject, as_object

PATH = "/openapi.json"
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


def served_document(document: JsonObject, url: str) -> dict[str, Any]:
    """Return the document with one server, the emulator's.

    Args:
        document: The provider's document; it stays as it is.
        url: The URL that its paths follow.
    """
    paths = {path: _without_servers(item) for path, item in as_object(document.get("paths")).items()}
    return {**document, "servers": [{"url": url, "description": "An emulator"}], "paths": paths}


def _without_servers(item: object) -> dict[str, Any]:
    """Return a path item without the servers that it and its operations may have of their own."""
    members = {name: value for name, value in as_object(item).items() if name != "servers"}
    for name in _METHODS & members.keys():
        members[name] = {key: value for key, value in as_object(members[name]).items() if key != "servers"}
    return members
