# Generated from spec/sglang by `make generate`; not edited by hand.

from videojobs.http.enums import OpenStrEnum


class VideoStatus(OpenStrEnum):
    """Where the job stands. It stays `queued` until it is finished; forks add words. Other values are kept, with
    ``is_known`` False.
    """

    QUEUED = "queued"
    COMPLETED = "completed"
    FAILED = "failed"
    DELETED = "deleted"
