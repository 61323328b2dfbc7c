# Generated from spec/poe by `make generate`; not edited by hand.

"""The schema VideoStatus."""

from videojobs.http.enums import OpenStrEnum


class VideoStatus(OpenStrEnum):
    """Where the job stands. Other values are kept, with ``is_known`` False."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
