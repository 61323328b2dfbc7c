# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema OrderEnum."""

from videojobs.http.enums import OpenStrEnum


class OrderEnum(OpenStrEnum):
    """Values that the document lists for OrderEnum. Other values are kept, with ``is_known`` False."""

    ASC = "asc"
    DESC = "desc"
