# Generated from spec/litellm by `make generate`; not edited by hand.

from videojobs.http.enums import OpenStrEnum


class VideoStatus(OpenStrEnum):
    """Where the job stands: the upstream's own word; the documentation names queued, processing and completed.
    Other values are kept, with ``is_known`` False.
    """

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
