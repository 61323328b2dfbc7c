# Generated from spec/poe by `make generate`; not edited by hand.

"""The schema VideoModel."""

from videojobs.http.enums import OpenStrEnum


class VideoModel(OpenStrEnum):
    """Name of the bot that renders. Other values are kept, with ``is_known`` False."""

    SORA_2 = "Sora-2"
    SORA_2_PRO = "Sora-2-Pro"
    VEO_2 = "Veo-2"
    VEO_3 = "Veo-3"
    VEO_3_FAST = "Veo-3-Fast"
    VEO_3_1 = "Veo-3.1"
    VEO_3_1_FAST = "Veo-3.1-Fast"
