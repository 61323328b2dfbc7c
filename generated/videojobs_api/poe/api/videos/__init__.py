# Generated from spec/poe: Poe, transcribed from https://creator.poe.com/docs/external-applications/videos-api;
# OpenAPI 3.1.0, version v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand:
# `make generate` writes it.

"""Operations: one module each, with ``sync``, ``sync_detailed``, ``asyncio``, ``asyncio_detailed`` and ``request``."""
