# Generated from spec/poe by `make generate`; not edited by hand.

"""The types that arguments and results share with other providers."""

from videojobs.http.files import File
from videojobs.http.response import Response
from videojobs.http.unset import UNSET, Unset

__all__ = ["UNSET", "File", "Response", "Unset"]
