# Generated from spec/newapi by `make generate`; not edited by hand.

"""Low-level client for new-api.

Generated from a document vendored from https://github.com/QuantumNous/new-api/blob/f7adf02e/docs/openapi/relay.json
at f7adf02e; OpenAPI 3.0.1, version 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs.
"""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client

__all__ = ["AuthenticatedClient", "Client"]

__getattr__, __dir__ = lazy_exports(__name__, {"AuthenticatedClient": ".client", "Client": ".client"})
