"""Compare the servers of operations; their order does not matter."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scripts.drift.documents.context import NodePair
from scripts.drift.documents.resolver import Node, root_of
from scripts.drift.recorder import OPERATIONS
from scripts.drift.schemas.values import token

if TYPE_CHECKING:
    from scripts.drift.documents.context import Context
    from scripts.drift.documents.operations import ComparedOperation, OperationPair
    from scripts.oas.document import Json

_COMPARED = frozenset({"url", "variables"})

Servers = dict[str, dict[str, "Json"]]
"""Variables by URL: default and sorted enum of each, by name."""


def compare_servers(context: Context, pair: OperationPair) -> None:
    """Compare the servers of two operations.

    Raises:
        SpecError: A server has a wrong type.
    """
    base, revision = _holder(pair.base), _holder(pair.revision)
    old_at, new_at = base.pointer("servers"), revision.pointer("servers")
    if (old_at, new_at) in context.equal:
        return
    old, new = _servers(base), _servers(revision)
    if old == new:
        context.prose.compare_values(old_at, new_at, _texts(base), _texts(revision), pair.base.request_use)
        if _texts(base) == _texts(revision):
            context.equal.add((old_at, new_at))
        return
    kind, variant, message = _kind_variant_message(old, new)
    before, after = _as_json(old), _as_json(new)
    # Operations that state their servers themselves move together: one cause, at the place of the first.
    places = context.moved_servers.setdefault(
        token([before, after]), (Node(base.document, old_at, {}), Node(revision.document, new_at, {}))
    )
    nodes = NodePair(*places, pair.base.request_use, f"servers of {OPERATIONS}")
    context.changed(kind, nodes, message, variant=variant, before=before, after=after)


def _kind_variant_message(old: Servers, new: Servers) -> tuple[str, str, str]:
    removed, added = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    same_variables = all(old[url] == new[url] for url in old.keys() & new.keys())
    if same_variables and not removed:
        return "server-added", "", f"{OPERATIONS} can be reached at {', '.join(added)} as well."
    if same_variables and not added:
        return "server-removed", "", f"{OPERATIONS} can no longer be reached at {', '.join(removed)}."
    if not removed and not added:
        variant = "other"
        if all(_has_all_values(new.get(url), variables) for url, variables in old.items()):
            variant = "more-values"
        return "server-changed", variant, f"The variables in the address of {OPERATIONS} changed."
    return "server-changed", "other", f"{OPERATIONS} moved from {', '.join(removed)} to {', '.join(added)}."


def _has_all_values(new: dict[str, Json] | None, old: dict[str, Json]) -> bool:
    """Whether each variable has the same default, and all the values that it had."""
    if new is None or new.keys() != old.keys():
        return False
    for name, was in old.items():
        now = new[name]
        if not isinstance(was, list) or not isinstance(now, list) or was[0] != now[0]:
            return False
        if now[1] is not None and not (isinstance(was[1], list) and _contains(now[1], was[1])):
            return False
    return True


def _contains(values: Json, others: list[Json]) -> bool:
    return isinstance(values, list) and all(value in values for value in others)


def _holder(operation: ComparedOperation) -> Node:
    """Return the object that states the servers: the nearest of operation, path item and document."""
    # The nearest overrides the others: https://spec.openapis.org/oas/v3.1.1.html#operation-object
    layers = (operation.node, *operation.item)
    return next((holder for holder in layers if holder.list_at("servers")), root_of(operation.node.document))


def _texts(holder: Node) -> Json:
    """Return the texts for people by URL."""
    texts: dict[str, Json] = {}
    for server in holder.items("servers"):
        rest: dict[str, Json] = {key: value for key, value in server.body.items() if key not in _COMPARED}
        if rest:
            texts[_normal_url(server.text("url") or "")] = rest
    return texts


def _servers(holder: Node) -> Servers:
    servers: Servers = {}
    for server in holder.items("servers"):
        url = server.text("url")
        if url is None:
            raise server.error("", "the server has no address", "write 'url'")
        servers[_normal_url(url)] = {name: _variable(node) for name, node in server.members("variables").items()}
    return servers or {"/": {}}  # https://spec.openapis.org/oas/v3.1.1.html#openapi-object: the default server


def _variable(node: Node) -> Json:
    values: list[Json] = [*sorted(str(value) for value in node.list_at("enum"))]
    return [node.text("default"), values or None]  # without an enum, the variable may have any value


def _normal_url(url: str) -> str:
    """Return an address without a slash at its end, scheme and host in lower case."""
    # https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2.1
    # The host may be a variable, and the names of variables are case-sensitive.
    if "{" in url:
        return url.rstrip("/") or "/"
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl().rstrip("/") or "/"


def _as_json(servers: Servers) -> Json:
    return [{url: variables} if variables else url for url, variables in sorted(servers.items())]
