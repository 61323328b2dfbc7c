# Generated from spec/litellm by `make generate`; not edited by hand.

"""The schema VideoListV1VideosGetOrder."""

from videojobs.http.enums import OpenStrEnum


class VideoListV1VideosGetOrder(OpenStrEnum):
    """Order by time of creation, `asc` for the oldest first, `desc` for the newest first.

    Other values are kept, with ``is_known`` False.
    """

    ASC = "asc"
    DESC = "desc"
