# Generated from spec/apifox: agicto (apifox export), vendored from
# https://agicto.com/docs/api-reference/openai-video/sora/retrieve at apifox project 5443699, api 384880097 (retrieve)
# and 384880011 (create); OpenAPI 3.0.1, version 1.0.0. By openapi-python-client 0.29.1 with the templates of
# videojobs. Not edited by hand: `make generate` writes it.

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
