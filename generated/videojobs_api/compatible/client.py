# Generated from spec/compatible by `make generate`; not edited by hand.

"""The clients of `videojobs.http.client`, with the defaults of this document."""

from videojobs.http import client

__all__ = ["AuthenticatedClient", "Client"]


class Client(client.Client):
    """Sends requests without a credential. The document names no server: pass `base_url`."""

    __slots__ = ()


class AuthenticatedClient(client.AuthenticatedClient):
    """Sends requests with a credential.

    The token is sent as ``Authorization: Bearer TOKEN``. The document names no server: pass `base_url`.
    """

    __slots__ = ()
