# Generated from spec/cometapi by `make generate`; not edited by hand.

"""The clients of `videojobs.http.client`, with the defaults of this document."""

from videojobs.http import client

__all__ = ["AuthenticatedClient", "Client"]


class Client(client.Client):
    """Sends requests without a credential. By default to ``https://api.cometapi.com/v1``."""

    __slots__ = ()
    BASE_URL = "https://api.cometapi.com/v1"


class AuthenticatedClient(client.AuthenticatedClient):
    """Sends requests with a credential.

    The token is sent as ``Authorization: Bearer TOKEN``. By default to ``https://api.cometapi.com/v1``.
    """

    __slots__ = ()
    BASE_URL = "https://api.cometapi.com/v1"
