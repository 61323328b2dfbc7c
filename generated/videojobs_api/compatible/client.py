# Generated from spec/compatible: Any compatible server, written for videojobs; OpenAPI 3.1.0, version 1.0.0. By
# openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

"""The clients: those of `videojobs.http.client`, with the defaults of this document."""

from __future__ import annotations

from videojobs.http import client as http

__all__ = ["AuthenticatedClient", "Client"]


class Client(http.Client):
    """Sends requests without a credential. The document names no server: give `base_url`."""

    __slots__ = ()


class AuthenticatedClient(http.AuthenticatedClient):
    """Sends requests with a credential. The token goes as ``Authorization: Bearer TOKEN``. The document names no
    server: give `base_url`.
    """

    __slots__ = ()
