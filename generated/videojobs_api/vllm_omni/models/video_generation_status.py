# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""The schema VideoGenerationStatus."""

from videojobs.http.enums import OpenStrEnum


class VideoGenerationStatus(OpenStrEnum):
    """Where the job stands. Other values are kept, with ``is_known`` False."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
