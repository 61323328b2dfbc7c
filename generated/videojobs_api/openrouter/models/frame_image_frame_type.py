# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema FrameImageFrameType."""

from videojobs.http.enums import OpenStrEnum


class FrameImageFrameType(OpenStrEnum):
    """Values that the document lists for FrameImageFrameType. Other values are kept, with ``is_known`` False."""

    FIRST_FRAME = "first_frame"
    LAST_FRAME = "last_frame"
