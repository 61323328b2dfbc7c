# Generated from spec/cometapi by `make generate`; not edited by hand.

"""The schema CreateVideoBodySeconds."""

from videojobs.http.enums import OpenStrEnum


class CreateVideoBodySeconds(OpenStrEnum):
    """Length of the clip in seconds (allowed values: 4, 8, 12). Other values are kept, with ``is_known`` False."""

    VALUE_4 = "4"
    VALUE_8 = "8"
    VALUE_12 = "12"
