# Generated from spec/openai: OpenAI, vendored from
# https://raw.githubusercontent.com/openai/openai-openapi/f85dbe223d40e1a31cba812ab2d755c7e98a92a3/openapi.yaml at
# f85dbe223d40e1a31cba812ab2d755c7e98a92a3; OpenAPI 3.1.0, version 2.3.0. By openapi-python-client 0.29.1 with the
# templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from videojobs.http.enums import OpenStrEnum


class VideoModel(OpenStrEnum):
    """Values that the document lists for VideoModel. Other values are kept, with ``is_known`` False."""

    SORA_2 = "sora-2"
    SORA_2_PRO = "sora-2-pro"
    SORA_2_2025_10_06 = "sora-2-2025-10-06"
    SORA_2_PRO_2025_10_06 = "sora-2-pro-2025-10-06"
    SORA_2_2025_12_08 = "sora-2-2025-12-08"
