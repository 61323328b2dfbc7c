# Generated from spec/vllm-omni: vLLM-Omni, written from https://github.com/vllm-project/vllm-omni; OpenAPI 3.1.0,
# version 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

"""The clients: those of `videojobs.http.client`, with the defaults of this document."""

from __future__ import annotations

from typing import ClassVar

from videojobs.http import client as http

__all__ = ["AuthenticatedClient", "Client"]


class Client(http.Client):
    """Sends requests without a credential. By default to ``http://localhost:8091``."""

    __slots__ = ()

    BASE_URL: ClassVar[str] = "http://localhost:8091"


class AuthenticatedClient(http.AuthenticatedClient):
    """Sends requests with a credential. The token goes as ``Authorization: Bearer TOKEN``. By default to
    ``http://localhost:8091``.
    """

    __slots__ = ()

    BASE_URL: ClassVar[str] = "http://localhost:8091"
