"""Where a document says its server is, and how one authenticates: the defaults of the package's clients."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from attrs import frozen

from scripts.codegen.forms.parameters import is_header_name
from scripts.oas.operations import path_operations
from scripts.oas.pointers import format_pointer
from scripts.oas.problems import Unsupported
from scripts.oas.references import follow
from scripts.oas.schemas import Json, Path
from videojobs.http.urls import is_loopback

_BEARER = frozenset({"oauth2", "openIdConnect"})


@frozen(kw_only=True)
class Access:
    """What a client of the package has to know before its first call.

    Attributes:
        base_url: The first server, if it can be called as it is written; else None.
        server: What the document says of it, if that is something else.
        header: Header that carries the credential.
        prefix: Word before it; empty for the credential alone.
        scheme: Key of the security scheme; None if the document has none.
    """

    base_url: str | None = None
    server: str = ""
    header: str = "Authorization"
    prefix: str = "Bearer"
    scheme: str | None = None


def settle_security(doc: Json) -> None:
    """Copy the document's security down to the operations that say nothing of their own."""
    shared: list[Json] = doc.get("security") or []
    for operation in path_operations(doc):
        ways: list[Json] = operation.node.get("security", shared) or []
        operation.node["x-secured"] = any(ways)
        # An empty way says that the credential is optional; the parser wants to know only whether there is one.
        operation.node["security"] = [{"credential": []}] if ways and all(ways) else []


def access_of(doc: Json) -> Access:
    """Return the defaults of a document's clients.

    Raises:
        Unsupported: An operation authenticates in no way that we can, or otherwise than the ones before it.
    """
    base_url, server = _server(doc)
    found: tuple[str, str, str] | None = None
    for at, ways in _requirements(doc):
        chosen = _first_possible(doc, ways, at)
        if chosen is None:
            continue
        if found is not None and chosen[1:] != found[1:]:
            what = f"authenticates by {_shown(chosen)}, other operations by {_shown(found)}"
            raise Unsupported(at, what, "generate them apart: one client sends one header")
        found = found or chosen
    if found is None:
        return Access(base_url=base_url, server=server)
    return Access(base_url=base_url, server=server, scheme=found[0], header=found[1], prefix=found[2])


def _shown(way: tuple[str, str, str]) -> str:
    return f"{way[1]}: {way[2]}".removesuffix(": ")


def _requirements(doc: Json) -> Iterator[tuple[Path, list[Json]]]:
    """Yield each place that says how to authenticate, with the ways that it offers."""
    if "security" in doc:
        yield ("security",), doc["security"]
    for operation in path_operations(doc):
        if "security" in operation.node:
            yield (*operation.keys, "security"), operation.node["security"]


def _first_possible(doc: Json, ways: list[Json], at: Path) -> tuple[str, str, str] | None:
    """Return key, header and prefix of the first way that we can go; None if no credential is wanted at all."""
    reasons: list[str] = []
    for way in ways:
        if len(way) == 1:
            key = next(iter(way))
            found = _header(doc, key, at)
            if not isinstance(found, str):
                return (key, *found)
            reasons.append(found)
        elif way:
            reasons.append(f"{' and '.join(way)} at once")
    if reasons and not any(way == {} for way in ways):
        raise Unsupported(at, f"authenticates by {'; '.join(reasons)}", "offer a header or a bearer token")
    return None


def _header(doc: Json, key: str, at: Path) -> tuple[str, str] | str:
    """Return the header and prefix of a scheme, or why it cannot be used."""
    schemes = doc["components"].get("securitySchemes", {})
    if key not in schemes:
        raise Unsupported(at, f"there is no security scheme {key!r}", "add it, or correct the name")
    scheme = follow(doc, schemes[key], format_pointer(at))[1]
    kind, word = scheme.get("type"), str(scheme.get("scheme", "")).lower()
    if kind in _BEARER or (kind == "http" and word == "bearer"):
        return "Authorization", "Bearer"
    if kind == "http" and word == "basic":
        return "Authorization", "Basic"
    if kind == "apiKey" and scheme.get("in") == "header":
        name = scheme.get("name")
        if isinstance(name, str) and is_header_name(name):
            return name, ""
        raise Unsupported(("components", "securitySchemes", key), f"{name!r} is no header", "correct the name")
    if kind == "apiKey":
        return f"a key in the {scheme.get('in')}, which ends up in logs,"
    return f"{kind} {word}".strip()


def _server(doc: Json) -> tuple[str | None, str]:
    """Return the first server as a base URL, or None and what stands there instead."""
    servers: list[Any] = doc.get("servers") or []
    if not servers:
        return None, ""
    url = _filled(servers[0])
    at = format_pointer(("servers", 0, "url"))
    if any(not char.isprintable() or char.isspace() for char in url) or "\\" in url:
        raise Unsupported(at, f"{url!r} is no URL", "correct it by overlay")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Unsupported(at, f"{url!r} is no URL", "correct it by overlay") from None
    if not parts.scheme and not parts.netloc:
        return None, url
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc, re.ASCII)
    ):
        raise Unsupported(at, f"{url!r} is no address of a server", "write https://host/path")
    if parts.query or parts.fragment:
        raise Unsupported(at, f"{url!r} holds a query or a fragment", "write https://host/path")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        return None, url  # as a default it would send the credential in the clear
    return url.rstrip("/"), ""


def _filled(server: Json) -> str:
    """Return the URL with each variable replaced by its default."""
    url = str(server.get("url", ""))
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    return url
