# Generated from spec/azure: Azure OpenAI, transcribed from
# https://learn.microsoft.com/en-us/azure/foundry/reference/rest/video-generation-create-video; OpenAPI 3.1.0, version
# v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

"""The clients: those of `videojobs.http.client`, with the defaults of this document."""

from __future__ import annotations

from typing import ClassVar

from videojobs.http import client as http

__all__ = ["AuthenticatedClient", "Client"]


class Client(http.Client):
    """Sends requests without a credential. By default to ``https://example.openai.azure.com/openai/v1``."""

    __slots__ = ()

    BASE_URL: ClassVar[str] = "https://example.openai.azure.com/openai/v1"


class AuthenticatedClient(http.AuthenticatedClient):
    """Sends requests with a credential. The token goes as ``api-key: TOKEN``. By default to
    ``https://example.openai.azure.com/openai/v1``.
    """

    __slots__ = ()

    BASE_URL: ClassVar[str] = "https://example.openai.azure.com/openai/v1"
    HEADER: ClassVar[str] = "api-key"
    PREFIX: ClassVar[str] = ""
