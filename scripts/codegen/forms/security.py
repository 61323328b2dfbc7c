"""Read the server's address and the way to authenticate: the defaults of the package's clients."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from attrs import evolve, frozen

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
    """The address and the credential of a client.

    Attributes:
        base_url: The first server, if its URL can be used as it is; else None.
        server: The URL in the document, if it cannot.
        header: Header that carries the credential.
        prefix: Word before the credential in the header; empty for none.
        scheme: Key of the security scheme; None if the document has none.
    """

    base_url: str | None = None
    server: str = ""
    header: str = "Authorization"
    prefix: str = "Bearer"
    scheme: str | None = None

    def credential(self, token: str = "") -> str:
        """Return the header that carries a token, as text for people."""
        value = " ".join(filter(None, (self.prefix, token)))
        return f"{self.header}: {value}".removesuffix(": ")


def settle_security(doc: Json) -> None:
    """Copy the document's security to the operations that have none of their own."""
    shared: list[Json] = doc.get("security") or []
    for operation in path_operations(doc):
        ways: list[Json] = operation.node.get("security", shared) or []
        operation.node["x-secured"] = any(ways)
        # An empty requirement makes the credential optional (OpenAPI 3.1, 4.8.30). The parser looks only whether an
        # operation has a requirement of its own: https://github.com/openapi-generators/openapi-python-client/issues/645
        operation.node["security"] = []
        if ways and all(ways):
            operation.node["security"] = [{"credential": []}]


def access_of(doc: Json, warnings: list[str]) -> Access:
    """Return the defaults of a document's clients: most operations authenticate so.

    The others get the key ``x-credential``: their callers need a client with other settings.

    Raises:
        Unsupported: An operation authenticates in no way that a client supports.
    """
    base_url, server = _server(doc)
    ways = {at: list(_supported(doc, requirements, at)) for at, requirements in _requirements(doc)}
    offered = [(one.header, one.prefix) for each_way in ways.values() for one in each_way]
    common = max(offered, key=offered.count, default=None)  # the first of those that are equally frequent
    chosen = [one for each_way in ways.values() for one in each_way if (one.header, one.prefix) == common]
    for operation in path_operations(doc):
        own = ways.get((*operation.keys, "security"), ways.get(("security",), []))
        if own and all((one.header, one.prefix) != common for one in own):
            operation.node["x-credential"] = own[0]
            what = f"authenticates by {own[0].credential()}, most operations by {chosen[0].credential()}"
            warnings.append(f"{operation.pointer}: {what}: it needs a client of its own")
    return evolve(chosen[0] if chosen else Access(), base_url=base_url, server=server)


def _requirements(doc: Json) -> Iterator[tuple[Path, list[Json]]]:
    """Yield each list of security requirements with its place; one of a list's requirements is enough."""
    if "security" in doc:
        yield ("security",), doc["security"]
    for operation in path_operations(doc):
        if "security" in operation.node:
            yield (*operation.keys, "security"), operation.node["security"]


def _supported(doc: Json, requirements: list[Json], at: Path) -> Iterator[Access]:
    """Yield the credential of each requirement that a client supports; none if no credential is needed."""
    reasons: list[str] = []
    count = 0
    for requirement in requirements:
        if len(requirement) == 1:
            scheme = next(iter(requirement))
            header = _header(doc, scheme, at)
            if not isinstance(header, str):
                count += 1
                yield Access(scheme=scheme, header=header[0], prefix=header[1])
                continue
            reasons.append(header)
        elif requirement:
            reasons.append(f"{' and '.join(requirement)} at once")
    if reasons and not count and not any(requirement == {} for requirement in requirements):
        raise Unsupported(at, f"authenticates by {'; '.join(reasons)}", "offer a header or a bearer token")


def _header(doc: Json, key: str, at: Path) -> tuple[str, str] | str:
    """Return header and prefix of a security scheme, or (as text) why it cannot be used."""
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
        raise Unsupported(
            ("components", "securitySchemes", key), f"{name!r} cannot be set as a header", "correct the name"
        )
    if kind == "apiKey":
        return f"a key in the {scheme.get('in')}, which ends up in logs,"
    return f"{kind} {word}".strip()


def _server(doc: Json) -> tuple[str | None, str]:
    """Return the base URL of the first server and an empty text, or None and the URL that cannot be used."""
    servers: list[Any] = doc.get("servers") or []
    if not servers:
        return None, ""
    url = _filled(servers[0])
    at = format_pointer(("servers", 0, "url"))
    if any(not char.isprintable() or char.isspace() for char in url) or "\\" in url:
        raise Unsupported(at, f"{url!r} is not a URL", "correct it by overlay")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Unsupported(at, f"{url!r} is not a URL", "correct it by overlay") from None
    if not parts.scheme and not parts.netloc:
        return None, url  # relative to the address of the document (OpenAPI 3.1, 4.8.5), which is not known here
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc, re.ASCII)
    ):
        raise Unsupported(at, f"{url!r} is not the address of a server", "write https://host/path")
    if parts.query or parts.fragment:
        raise Unsupported(at, f"{url!r} has a query or a fragment", "write https://host/path")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        return None, url  # as a default it would send the credential unencrypted
    return url.rstrip("/"), ""


def _filled(server: Json) -> str:
    """Return the URL with each variable replaced by its default."""
    url = str(server.get("url", ""))
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    return url
