# Generated from spec/cometapi: CometAPI, transcribed from https://apidoc.cometapi.com; OpenAPI 3.1.0, version
# 2026-11-21. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

"""Low-level client for CometAPI."""

from __future__ import annotations

from videojobs.http.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client

__all__ = ["AuthenticatedClient", "Client"]

__getattr__, __dir__ = attach(__name__, {"AuthenticatedClient": ".client", "Client": ".client"})
