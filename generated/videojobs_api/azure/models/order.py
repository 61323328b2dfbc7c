# Generated from spec/azure by `make generate`; not edited by hand.

"""The schema Order."""

from videojobs.http.enums import OpenStrEnum


class Order(OpenStrEnum):
    """Values that the document lists for Order. Other values are kept, with ``is_known`` False."""

    ASC = "asc"
    DESC = "desc"
