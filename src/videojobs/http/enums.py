"""Enums that stay open: a word that the document does not list is kept, not refused."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Any, Self, cast

from videojobs.http.unset import UNSET


class OpenStrEnum(StrEnum):
    """A text enum whose unknown values become members of the same type, with ``is_known`` False."""

    @classmethod
    def of(cls, value: Any) -> Self:
        """Return the member for a text; anything that is not text comes back as it is (None, UNSET, a number)."""
        if not isinstance(value, str):
            return cast(Self, value)
        known = cls._value2member_map_.get(value)
        return cls(value) if known is None else cast(Self, known)

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the document lists this value."""
        return self._value_ in type(self)._value2member_map_


class Words(dict[Any, Any]):
    """Every value of an open enum with its member; a value that is not listed is looked at by ``of``.

    A look-up costs a tenth of a call of the enum, and a poll decodes three words.
    """

    def __init__(self, enum: type[OpenStrEnum | OpenIntEnum]) -> None:
        super().__init__({member.value: member for member in enum})
        self._of = enum.of
        self[None] = None
        self[UNSET] = UNSET

    def __missing__(self, value: Any) -> Any:
        return self._of(value)


class OpenIntEnum(IntEnum):
    """An integer enum whose unknown values become members of the same type, with ``is_known`` False."""

    @classmethod
    def of(cls, value: Any) -> Self:
        """Return the member for an integer; anything else comes back as it is."""
        kept: Any = value
        if not isinstance(value, int) or isinstance(value, bool):
            return cast(Self, kept)
        known = cls._value2member_map_.get(value)
        return cls(value) if known is None else cast(Self, known)

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"VALUE_{value}"
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the document lists this value."""
        return self._value_ in type(self)._value2member_map_
