# Generated from spec/openrouter by `make generate`; not edited by hand.

"""Types of the values that the document of OpenRouter lists for a create."""

from typing import Literal

Size = Literal[
    "16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "9:21", "480p", "720p", "768p", "1080p", "1K", "2K", "4K"
]
