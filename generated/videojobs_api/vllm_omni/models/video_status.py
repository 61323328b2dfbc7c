# Generated from spec/vllm-omni: vLLM-Omni, written from https://github.com/vllm-project/vllm-omni; OpenAPI 3.1.0,
# version 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

from __future__ import annotations

from videojobs.http.enums import OpenStrEnum


class VideoStatus(OpenStrEnum):
    """Where the job stands. Other values are kept, with ``is_known`` False."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
