# Generated from spec/newapi by `make generate`; not edited by hand.

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
