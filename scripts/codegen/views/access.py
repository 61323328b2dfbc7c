"""What the template of ``client.py`` gets to see: where the server is, and how one authenticates."""

from __future__ import annotations

from attrs import frozen

from scripts.codegen.forms.security import Access
from scripts.codegen.views.escape import docstring, literal, prose


@frozen(kw_only=True)
class AccessView:
    """The defaults of a package's clients, as literals; empty where the runtime's own default holds."""

    base_url: str
    header: str
    prefix: str
    client_doc: str
    authenticated_doc: str


def access_view(access: Access) -> AccessView:
    """Return what the template needs."""
    usual = Access()
    own_header = access.scheme is not None and (access.header, access.prefix) != (usual.header, usual.prefix)
    server = _server_text(access)
    shown = prose(f"{access.header}: {access.prefix} TOKEN".replace(":  ", ": "))
    encoded = " (the base64 of ``user:password``)" if access.prefix == "Basic" else ""
    how = f"The token{encoded} goes as ``{shown}``" if access.scheme else "The document does not say how"
    return AccessView(
        base_url=literal(access.base_url) if access.base_url else "",
        header=literal(access.header) if own_header else "",
        prefix=literal(access.prefix) if own_header else "",
        client_doc=docstring(f"Sends requests without a credential. {server}", {}),
        authenticated_doc=docstring(f"Sends requests with a credential. {how}. {server}", {}),
    )


def _server_text(access: Access) -> str:
    if access.base_url:
        return f"By default to ``{prose(access.base_url)}``."
    if access.server:
        return f"The document names the server ``{prose(access.server)}``, which is no default: give `base_url`."
    return "The document names no server: give `base_url`."
