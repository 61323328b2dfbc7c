# Generated from spec/poe: Poe, transcribed from https://creator.poe.com/docs/external-applications/videos-api;
# OpenAPI 3.1.0, version v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand:
# `make generate` writes it.

from __future__ import annotations

from videojobs.http.enums import OpenStrEnum


class VideoModel(OpenStrEnum):
    """Name of the bot that renders. Other values are kept, with ``is_known`` False."""

    SORA_2 = "Sora-2"
    SORA_2_PRO = "Sora-2-Pro"
    VEO_2 = "Veo-2"
    VEO_3 = "Veo-3"
    VEO_3_FAST = "Veo-3-Fast"
    VEO_3_1 = "Veo-3.1"
    VEO_3_1_FAST = "Veo-3.1-Fast"
