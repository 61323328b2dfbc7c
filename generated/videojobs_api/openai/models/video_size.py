# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema VideoSize."""

from videojobs.http.enums import OpenStrEnum


class VideoSize(OpenStrEnum):
    """Values that the document lists for VideoSize. Other values are kept, with ``is_known`` False."""

    VALUE_720X1280 = "720x1280"
    VALUE_1280X720 = "1280x720"
    VALUE_1024X1792 = "1024x1792"
    VALUE_1792X1024 = "1792x1024"
    VALUE_1920X1080 = "1920x1080"
    VALUE_1080X1920 = "1080x1920"
