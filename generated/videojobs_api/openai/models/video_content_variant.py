# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema VideoContentVariant."""

from videojobs.http.enums import OpenStrEnum


class VideoContentVariant(OpenStrEnum):
    """Values that the document lists for VideoContentVariant. Other values are kept, with ``is_known`` False."""

    VIDEO = "video"
    THUMBNAIL = "thumbnail"
    SPRITESHEET = "spritesheet"
