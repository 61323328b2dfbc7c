# Generated from spec/poe by `make generate`; not edited by hand.

"""The schema GetVideoContentVariant."""

from videojobs.http.enums import OpenStrEnum


class GetVideoContentVariant(OpenStrEnum):
    """Preview to return in place of the MP4 clip. Other values are kept, with ``is_known`` False."""

    THUMBNAIL = "thumbnail"
    SPRITESHEET = "spritesheet"
