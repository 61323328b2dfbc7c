# Generated from spec/openai by `make generate`; not edited by hand.

"""The schema VideoModel."""

from videojobs.http.enums import OpenStrEnum


class VideoModel(OpenStrEnum):
    """Values that the document lists for VideoModel. Other values are kept, with ``is_known`` False."""

    SORA_2 = "sora-2"
    SORA_2_PRO = "sora-2-pro"
    SORA_2_2025_10_06 = "sora-2-2025-10-06"
    SORA_2_PRO_2025_10_06 = "sora-2-pro-2025-10-06"
    SORA_2_2025_12_08 = "sora-2-2025-12-08"
