# Generated from spec/poe by `make generate`; not edited by hand.

"""Types of the values that the document of Poe lists for a create."""

from typing import Literal

ModelName = Literal["Sora-2", "Sora-2-Pro", "Veo-2", "Veo-3", "Veo-3-Fast", "Veo-3.1", "Veo-3.1-Fast"]
