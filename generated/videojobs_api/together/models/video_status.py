# Generated from spec/together by `make generate`; not edited by hand.

"""The schema VideoStatus."""

from videojobs.http.enums import OpenStrEnum


class VideoStatus(OpenStrEnum):
    """The state of the job. Other values are kept, with ``is_known`` False."""

    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    QUEUED = "queued"
    CANCELLED = "cancelled"
