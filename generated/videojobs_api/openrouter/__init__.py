# Generated from spec/openrouter by `make generate`; not edited by hand.

"""Low-level client for OpenRouter.

Generated from a document vendored from
https://raw.githubusercontent.com/OpenRouterTeam/typescript-sdk/cb9393a896016155780a7fd04d3429ee2317b608/.speakeasy/in.openapi.yaml
at cb9393a896016155780a7fd04d3429ee2317b608; OpenAPI 3.1.0, version 1.0.0. By openapi-python-client 0.29.1 with the
templates of videojobs.
"""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client

__all__ = ["AuthenticatedClient", "Client"]

__getattr__, __dir__ = lazy_exports(__name__, {"AuthenticatedClient": ".client", "Client": ".client"})
