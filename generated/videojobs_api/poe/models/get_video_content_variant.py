# Generated from spec/poe: Poe, transcribed from https://creator.poe.com/docs/external-applications/videos-api;
# OpenAPI 3.1.0, version v1. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand:
# `make generate` writes it.

from __future__ import annotations

from videojobs.http.enums import OpenStrEnum


class GetVideoContentVariant(OpenStrEnum):
    """Preview to return in place of the MP4 clip. Other values are kept, with ``is_known`` False."""

    THUMBNAIL = "thumbnail"
    SPRITESHEET = "spritesheet"
