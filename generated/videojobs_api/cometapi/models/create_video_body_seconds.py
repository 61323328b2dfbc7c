# Generated from spec/cometapi: CometAPI, transcribed from https://apidoc.cometapi.com; OpenAPI 3.1.0, version
# 2026-11-21. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

from __future__ import annotations

from videojobs.http.enums import OpenStrEnum


class CreateVideoBodySeconds(OpenStrEnum):
    """Length of the clip in seconds (allowed values: 4, 8, 12). Other values are kept, with ``is_known`` False."""

    VALUE_4 = "4"
    VALUE_8 = "8"
    VALUE_12 = "12"
