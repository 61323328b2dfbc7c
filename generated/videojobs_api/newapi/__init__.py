# Generated from spec/newapi: new-api, written from https://github.com/QuantumNous/new-api; OpenAPI 3.1.0, version
# 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes
# it.

"""Low-level client for new-api."""

from __future__ import annotations

from videojobs.http.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client

__all__ = ["AuthenticatedClient", "Client"]

__getattr__, __dir__ = attach(__name__, {"AuthenticatedClient": ".client", "Client": ".client"})
