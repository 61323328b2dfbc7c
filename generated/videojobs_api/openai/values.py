# Generated from spec/openai by `make generate`; not edited by hand.

"""Types of the values that the document of OpenAI lists for a create."""

from typing import Literal

ModelName = Literal["sora-2", "sora-2-pro", "sora-2-2025-10-06", "sora-2-pro-2025-10-06", "sora-2-2025-12-08"]
Seconds = Literal[4, 8, 12, 16, 20]
Size = Literal["720x1280", "1280x720", "1024x1792", "1792x1024", "1920x1080", "1080x1920"]
