# Generated from spec/newapi by `make generate`; not edited by hand.

"""The schema VideoStatus."""

from videojobs.http.enums import OpenStrEnum


class VideoStatus(OpenStrEnum):
    """The state of the job.

    `unknown` is sent until the relay polls its upstream; words of the server's own set (NOT_START, SUCCESS) and of
    its documentation (processing, succeeded) are sent, too. Other values are kept, with ``is_known`` False.
    """

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    UNKNOWN = "unknown"
