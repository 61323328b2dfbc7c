# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""Low-level client for vLLM-Omni.

Generated from a document vendored from https://github.com/vllm-project/vllm-omni at 0.30.0; OpenAPI 3.1.0, version
0.1.0. By openapi-python-client 0.29.1 with the templates of videojobs.
"""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client

__all__ = ["AuthenticatedClient", "Client"]

__getattr__, __dir__ = lazy_exports(__name__, {"AuthenticatedClient": ".client", "Client": ".client"})
