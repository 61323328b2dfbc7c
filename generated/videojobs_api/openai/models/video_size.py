# Generated from spec/openai: OpenAI, vendored from
# https://raw.githubusercontent.com/openai/openai-openapi/f85dbe223d40e1a31cba812ab2d755c7e98a92a3/openapi.yaml at
# f85dbe223d40e1a31cba812ab2d755c7e98a92a3; OpenAPI 3.1.0, version 2.3.0. By openapi-python-client 0.29.1 with the
# templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from videojobs.http.enums import OpenStrEnum


class VideoSize(OpenStrEnum):
    """Values that the document lists for VideoSize. Other values are kept, with ``is_known`` False."""

    VALUE_720X1280 = "720x1280"
    VALUE_1280X720 = "1280x720"
    VALUE_1024X1792 = "1024x1792"
    VALUE_1792X1024 = "1792x1024"
    VALUE_1920X1080 = "1920x1080"
    VALUE_1080X1920 = "1080x1920"
