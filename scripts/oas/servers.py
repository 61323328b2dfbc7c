"""Find the one server of a document whose operations name servers of their own."""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scripts.oas.document import items_of, members_of
from scripts.oas.operations import METHODS, path_operations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.operations import Operation


def with_one_server(document: JsonObject, source: Document) -> JsonObject:
    """Return a document in which no operation or path names servers of its own.

    If all operations have one server, it becomes that of the document. If their servers differ below one origin
    (``/v1``, ``/v2``), that origin does, and the rest of each URL moves to the start of the operation's path.

    Args:
        document: The document; it is not changed.
        source: The document as loaded: the places of errors are looked up there.

    Raises:
        SpecError: The operations are at several origins.
    """
    if not any(True for _ in _with_servers(document)):
        return document
    result = deepcopy(document)
    urls = {operation.keys: _server_url(document, operation) for operation in path_operations(document)}
    origins = {urlsplit(url)[:2] for url in urls.values()}
    if len(origins) > 1:
        pointer = next(operation.pointer for operation in _with_servers(document))
        what = f"the operations are at {len(origins)} origins: {', '.join(sorted(set(urls.values())))}"
        fix = "one client has one origin: leave operations out, or correct the servers by overlay"
        raise source.error(pointer, what, fix)
    base = _common_base(list(urls.values()))
    paths: JsonObject = {}
    for operation in path_operations(result):
        item = {key: deepcopy(value) for key, value in operation.item.items() if key not in (*METHODS, "servers")}
        path = f"{urls[operation.keys].removeprefix(base)}{operation.path}"
        operation.node.pop("servers", None)
        moved = paths.setdefault(path, item)
        assert isinstance(moved, dict), "each path item is an object"
        moved[operation.method] = operation.node
    result["paths"] = paths
    result["servers"] = [{"url": base}]
    return result


def _with_servers(document: JsonObject) -> Iterator[Operation]:
    for operation in path_operations(document):
        if operation.node.get("servers") or operation.item.get("servers"):
            yield operation


def _server_url(document: JsonObject, operation: Operation) -> str:
    """Return the URL of the first server of an operation, without a slash at the end."""
    lists: tuple[Json, ...] = (operation.node.get("servers"), operation.item.get("servers"), document.get("servers"))
    servers = next((servers for servers in map(items_of, lists) if servers), [])
    url = members_of(servers[0]).get("url") if servers else ""
    return str(url or "").rstrip("/")


def _common_base(urls: list[str]) -> str:
    """Return the longest URL that all URLs are at or below."""
    parts = zip(*(url.split("/") for url in urls), strict=False)
    return "/".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, parts))


def base_path(paths: list[str]) -> str:
    """Return the segment that all paths start with, such as ``/v1``, or an empty text."""
    prefixes = {re.match(r"/(?:v\d+\w*|api)(?=/)", path) and path.split("/")[1] for path in paths}
    if len(prefixes) != 1 or None in prefixes:
        return ""
    return f"/{prefixes.pop()}"
