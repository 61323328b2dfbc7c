# Generated from spec/azure by `make generate`; not edited by hand.

"""The schema VideoSeconds."""

from videojobs.http.enums import OpenStrEnum


class VideoSeconds(OpenStrEnum):
    """Values that the document lists for VideoSeconds. Other values are kept, with ``is_known`` False."""

    VALUE_4 = "4"
    VALUE_8 = "8"
    VALUE_12 = "12"
