# Generated from spec/litellm: LiteLLM proxy, written from https://docs.litellm.ai/docs/videos; OpenAPI 3.1.0, version
# 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes
# it.

from __future__ import annotations

from videojobs.http.enums import OpenStrEnum


class ListVideosOrder(OpenStrEnum):
    """Order by time of creation, `asc` for the oldest first, `desc` for the newest first. Other values are kept,
    with ``is_known`` False.
    """

    ASC = "asc"
    DESC = "desc"
