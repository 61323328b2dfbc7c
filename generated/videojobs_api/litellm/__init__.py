# Generated from spec/litellm by `make generate`; not edited by hand.

"""Low-level client for LiteLLM proxy.

Generated from a document vendored from https://github.com/BerriAI/litellm at 1.106.2; OpenAPI 3.1.0, version
1.106.2. By openapi-python-client 0.29.1 with the templates of videojobs.
"""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client

__all__ = ["AuthenticatedClient", "Client"]

__getattr__, __dir__ = lazy_exports(__name__, {"AuthenticatedClient": ".client", "Client": ".client"})
