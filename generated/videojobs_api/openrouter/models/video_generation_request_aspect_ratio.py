# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema VideoGenerationRequestAspectRatio."""

from videojobs.http.enums import OpenStrEnum


class VideoGenerationRequestAspectRatio(OpenStrEnum):
    """Ratio of width to height. Other values are kept, with ``is_known`` False."""

    VALUE_16_9 = "16:9"
    VALUE_9_16 = "9:16"
    VALUE_1_1 = "1:1"
    VALUE_4_3 = "4:3"
    VALUE_3_4 = "3:4"
    VALUE_3_2 = "3:2"
    VALUE_2_3 = "2:3"
    VALUE_21_9 = "21:9"
    VALUE_9_21 = "9:21"
