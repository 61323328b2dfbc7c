# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema VideoGenerationResponseStatus."""

from videojobs.http.enums import OpenStrEnum


class VideoGenerationResponseStatus(OpenStrEnum):
    """The state of the job. Other values are kept, with ``is_known`` False."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
