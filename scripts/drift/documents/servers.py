"""Where requests go: the servers of an operation, its path or the document, whatever order they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import frozen

from scripts.drift.documents.context import Both
from scripts.drift.documents.resolver import Node, top
from scripts.drift.recorder import OPERATIONS

if TYPE_CHECKING:
    from scripts.drift.documents.context import Work
    from scripts.drift.documents.operations import Operation, Pair
    from scripts.oas.document import Json

_SERVER = frozenset({"url", "variables"})


@frozen(eq=False)
class _Servers:
    """The servers of an operation: the place of the list (its body is not used), and variables by address."""

    node: Node
    by_url: dict[str, Json]


def compare_servers(work: Work, pair: Pair) -> None:
    """Compare where two operations are called.

    Raises:
        SpecError: A server is none.
    """
    stated = (_holder(pair.base).under("servers"), _holder(pair.revision).under("servers"))
    if stated in work.same:
        return
    old, new = _servers(pair.base), _servers(pair.revision)
    if old.by_url == new.by_url and _texts(pair.base) == _texts(pair.revision):
        work.same.add(stated)
        return
    if old.by_url == new.by_url:
        work.prose.value(old.node.at, new.node.at, _texts(pair.base), _texts(pair.revision), pair.sent)
        return
    gone, fresh = old.by_url.keys() - new.by_url.keys(), new.by_url.keys() - old.by_url.keys()
    same = all(old.by_url[url] == new.by_url[url] for url in old.by_url.keys() & new.by_url.keys())
    kind, variant, message = _judge(sorted(gone), sorted(fresh), same=same, grown=_grown(old, new))
    both = Both(old.node, new.node, pair.sent, f"servers of {OPERATIONS}")
    work.changed(kind, both, message, variant=variant, before=_shown(old), after=_shown(new))


def _judge(gone: list[str], fresh: list[str], *, same: bool, grown: bool) -> tuple[str, str, str]:
    if same and not gone:
        return "server-added", "", f"{OPERATIONS} can be reached at {', '.join(fresh)} as well."
    if same and not fresh:
        return "server-removed", "", f"{OPERATIONS} can no longer be reached at {', '.join(gone)}."
    if not gone and not fresh:
        variant = "more-values" if grown else "other"
        return "server-changed", variant, f"The variables in the address of {OPERATIONS} changed."
    return "server-changed", "other", f"{OPERATIONS} moved from {', '.join(gone)} to {', '.join(fresh)}."


def _grown(old: _Servers, new: _Servers) -> bool:
    """Whether each variable still has its default and may have all the values that it could have."""
    return all(_takes(new.by_url.get(url), variables) for url, variables in old.by_url.items())


def _takes(new: Json, old: Json) -> bool:
    if not isinstance(new, dict) or not isinstance(old, dict) or new.keys() != old.keys():
        return False
    for name, was in old.items():
        now = new[name]
        if not isinstance(was, list) or not isinstance(now, list) or was[0] != now[0]:
            return False
        if now[1] is not None and (was[1] is None or not set(was[1]) <= set(now[1])):  # type: ignore[arg-type]
            return False
    return True


def _holder(operation: Operation) -> Node:
    """Return what states the servers: the nearest of operation, path and document."""
    layers = (operation.node, *operation.item)
    return next((holder for holder in layers if holder.listed("servers")), top(operation.node.document))


def _texts(operation: Operation) -> Json:
    """Return what is said of the servers for people."""
    said: dict[str, Json] = {}
    for server in _holder(operation).items("servers"):
        rest: dict[str, Json] = {key: value for key, value in server.body.items() if key not in _SERVER}
        if rest:
            said[_plain(server.text("url") or "")] = rest
    return said


def _servers(operation: Operation) -> _Servers:
    holder = _holder(operation)
    found: dict[str, Json] = {}
    for server in holder.items("servers"):
        url = server.text("url")
        if url is None:
            raise server.error("", "the server has no address", "write 'url'")
        found[_plain(url)] = {name: _variable(node) for name, node in server.members("variables").items()}
    return _Servers(Node(holder.document, holder.under("servers"), {}), found or {"/": {}})


def _variable(node: Node) -> Json:
    values = sorted(str(value) for value in node.listed("enum"))
    return [node.text("default"), [*values] if values else None]


def _plain(url: str) -> str:
    """Return an address without a slash at its end, scheme and host in lower case."""
    if "{" in url:
        return url.rstrip("/") or "/"
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl().rstrip("/") or "/"


def _shown(servers: _Servers) -> Json:
    return [url if not variables else {url: variables} for url, variables in sorted(servers.by_url.items())]
