# Generated from spec/litellm: LiteLLM proxy, written from https://docs.litellm.ai/docs/videos; OpenAPI 3.1.0, version
# 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes
# it.

from __future__ import annotations

from videojobs.http.enums import OpenStrEnum


class VideoStatus(OpenStrEnum):
    """Where the job stands: the upstream's own word; the documentation names queued, processing and completed.
    Other values are kept, with ``is_known`` False.
    """

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
