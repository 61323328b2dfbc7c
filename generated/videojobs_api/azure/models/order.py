# Generated from spec/azure: Azure OpenAI, transcribed from
# https://learn.microsoft.com/en-us/azure/foundry/reference/rest/video-generation-create-video; OpenAPI 3.1.0, version
# v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from videojobs.http.enums import OpenStrEnum


class Order(OpenStrEnum):
    """Values that the document lists for Order. Other values are kept, with ``is_known`` False."""

    ASC = "asc"
    DESC = "desc"
