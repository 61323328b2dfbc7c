"""The strings that the template of ``client.py`` prints: the server, and how to authenticate."""

from __future__ import annotations

from attrs import frozen

from scripts.codegen.escape import docstring, literal, prose
from scripts.codegen.forms.security import Access


@frozen(kw_only=True)
class AccessView:
    """The defaults of a package's clients, as literals; empty where `videojobs.http.client` has the same default."""

    base_url: str
    header: str
    prefix: str
    client_doc: str
    authenticated_doc: str


def access_view(access: Access) -> AccessView:
    """Return what the template needs."""
    defaults = Access()
    header_differs = access.scheme is not None and (access.header, access.prefix) != (defaults.header, defaults.prefix)
    server = _server_text(access)
    credential = prose(f"{access.header}: {access.prefix} TOKEN".replace(":  ", ": "))
    encoded = " (the base64 of ``user:password``)" if access.prefix == "Basic" else ""
    how = "The document describes none"
    if access.scheme:
        how = f"The token{encoded} is sent as ``{credential}``"
    return AccessView(
        base_url=literal(access.base_url) if access.base_url else "",
        header=literal(access.header) if header_differs else "",
        prefix=literal(access.prefix) if header_differs else "",
        client_doc=docstring(f"Sends requests without a credential. {server}", {}),
        authenticated_doc=docstring(f"Sends requests with a credential. {how}. {server}", {}),
    )


def _server_text(access: Access) -> str:
    if access.base_url:
        return f"By default to ``{prose(access.base_url)}``."
    if access.server:
        return f"The document names the server ``{prose(access.server)}``, which is no default: pass `base_url`."
    return "The document names no server: pass `base_url`."
