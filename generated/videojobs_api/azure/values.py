# Generated from spec/azure by `make generate`; not edited by hand.

"""Types of the values that the document of Azure OpenAI lists for a create."""

from typing import Literal

Seconds = Literal[4, 8, 12]
Size = Literal["720x1280", "1280x720", "1024x1792", "1792x1024"]
