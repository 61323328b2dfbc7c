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
    base_url = header = prefix = ""
    if access.base_url:
        base_url = literal(access.base_url)
    if access.scheme is not None and (access.header, access.prefix) != (defaults.header, defaults.prefix):
        header, prefix = literal(access.header), literal(access.prefix)
    server = _server_text(access)
    how = "The document describes none"
    if access.scheme:
        encoding = ""
        if access.prefix == "Basic":  # RFC 7617, section 2
            encoding = " (the base64 of ``user:password``)"
        how = f"The token{encoding} is sent as ``{prose(access.credential('TOKEN'))}``"
    return AccessView(
        base_url=base_url,
        header=header,
        prefix=prefix,
        client_doc=docstring(f"Sends requests without a credential. {server}", {}),
        authenticated_doc=docstring(f"Sends requests with a credential. {how}. {server}", {}),
    )


def _server_text(access: Access) -> str:
    if access.base_url:
        return f"By default to ``{prose(access.base_url)}``."
    if access.server:
        return f"The document names the server ``{prose(access.server)}``, which is no default: pass `base_url`."
    return "The document names no server: pass `base_url`."
