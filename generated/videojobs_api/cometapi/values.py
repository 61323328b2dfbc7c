# Generated from spec/cometapi by `make generate`; not edited by hand.

"""Types of the values that the document of CometAPI lists for a create."""

from typing import Literal

Seconds = Literal[4, 8, 12]
