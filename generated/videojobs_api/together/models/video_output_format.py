# Generated from spec/together by `make generate`; not edited by hand.

"""The schema VideoOutputFormat."""

from videojobs.http.enums import OpenStrEnum


class VideoOutputFormat(OpenStrEnum):
    """Format of the file. Other values are kept, with ``is_known`` False."""

    MP4 = "MP4"
    WEBM = "WEBM"
