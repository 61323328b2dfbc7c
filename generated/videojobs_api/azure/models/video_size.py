# Generated from spec/azure: Azure OpenAI, transcribed from
# https://learn.microsoft.com/en-us/azure/foundry/reference/rest/video-generation-create-video; OpenAPI 3.1.0, version
# v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from videojobs.http.enums import OpenStrEnum


class VideoSize(OpenStrEnum):
    """Values that the document lists for VideoSize. Other values are kept, with ``is_known`` False."""

    VALUE_720X1280 = "720x1280"
    VALUE_1280X720 = "1280x720"
    VALUE_1024X1792 = "1024x1792"
    VALUE_1792X1024 = "1792x1024"
