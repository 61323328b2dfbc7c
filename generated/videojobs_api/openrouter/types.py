# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The types that arguments and results share with other providers."""

from videojobs.http.types import UNSET, File, Response, Unset

__all__ = ["UNSET", "File", "Response", "Unset"]
