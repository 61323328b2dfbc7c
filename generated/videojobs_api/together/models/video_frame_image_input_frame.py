# Generated from spec/together by `make generate`; not edited by hand.

"""The schema VideoFrameImageInputFrame."""

from videojobs.http.enums import OpenStrEnum


class VideoFrameImageInputFrame(OpenStrEnum):
    """Values that the document lists for VideoFrameImageInputFrame.

    Other values are kept, with ``is_known`` False.
    """

    FIRST = "first"
    LAST = "last"
