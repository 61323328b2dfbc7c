# Generated from spec/litellm by `make generate`; not edited by hand.

"""The schema VideoStatus."""

from videojobs.http.enums import OpenStrEnum


class VideoStatus(OpenStrEnum):
    """The state of the job, in the upstream's own word. Other values are kept, with ``is_known`` False."""

    QUEUED = "queued"
    PROCESSING = "processing"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
