# Generated from spec/sglang by `make generate`; not edited by hand.

"""The schema ListVideosV1VideosGetOrder."""

from videojobs.http.enums import OpenStrEnum


class ListVideosV1VideosGetOrder(OpenStrEnum):
    """Order by time of creation, `asc` for the oldest first, `desc` for the newest first.

    The server's default is 'desc'. Other values are kept, with ``is_known`` False.
    """

    ASC = "asc"
    DESC = "desc"
