# Generated from spec/apifox by `make generate`; not edited by hand.

"""Low-level client for agicto (apifox export).

Generated from a document vendored from https://agicto.com/docs/api-reference/openai-video/sora/retrieve at apifox
project 5443699, api 384880097 (retrieve) and 384880011 (create); OpenAPI 3.0.1, version 1.0.0. By
openapi-python-client 0.29.1 with the templates of videojobs.
"""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client

__all__ = ["AuthenticatedClient", "Client"]

__getattr__, __dir__ = lazy_exports(__name__, {"AuthenticatedClient": ".client", "Client": ".client"})
