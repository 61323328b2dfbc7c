# Generated from spec/together by `make generate`; not edited by hand.

"""Low-level client for Together.

Generated from a document vendored from
https://raw.githubusercontent.com/togethercomputer/openapi/090263aa0fde006d9cd958bef52719958079bbc4/openapi.yaml at
090263aa0fde006d9cd958bef52719958079bbc4; OpenAPI 3.1.0, version 2.0.0. By openapi-python-client 0.29.1 with the
templates of videojobs.
"""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client

__all__ = ["AuthenticatedClient", "Client"]

__getattr__, __dir__ = lazy_exports(__name__, {"AuthenticatedClient": ".client", "Client": ".client"})
