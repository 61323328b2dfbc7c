# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema VideoGenerationRequestResolution."""

from videojobs.http.enums import OpenStrEnum


class VideoGenerationRequestResolution(OpenStrEnum):
    """Class of the resolution. Other values are kept, with ``is_known`` False."""

    VALUE_480P = "480p"
    VALUE_720P = "720p"
    VALUE_768P = "768p"
    VALUE_1080P = "1080p"
    VALUE_1_K = "1K"
    VALUE_2_K = "2K"
    VALUE_4_K = "4K"
