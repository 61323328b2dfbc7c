# Generated from spec/newapi: new-api, written from https://github.com/QuantumNous/new-api; OpenAPI 3.1.0, version
# 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes
# it.

from __future__ import annotations

from videojobs.http.enums import OpenStrEnum


class VideoStatus(OpenStrEnum):
    """Where the job stands. `unknown` is sent while nothing is known of a task; words of the server's own set
    (NOT_START, SUCCESS) and of its documents (processing, succeeded) get through. Other values are kept, with
    ``is_known`` False.
    """

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    UNKNOWN = "unknown"
