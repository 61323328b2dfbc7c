"""The one marker for "not there", shared by every generated package."""

from __future__ import annotations

from typing import Final, Literal


class Unset:
    """Type of `UNSET`: the key is absent. Not the same as None, which is a JSON null."""

    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"  # pickle and copy find the one instance again, so `is UNSET` holds in every process


UNSET: Final = Unset()
