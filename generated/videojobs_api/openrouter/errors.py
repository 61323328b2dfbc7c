# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The exceptions that a call raises: those of `videojobs.errors`, the same for every provider."""

from videojobs.errors import *
