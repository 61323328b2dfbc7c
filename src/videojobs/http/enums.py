"""Enums that accept unknown values: a status word that the document does not list must not cost the response."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Any, Self, cast

from videojobs.http.types import UNSET


class OpenStrEnum(StrEnum):
    """A text enum whose unknown values become members of the same type, with ``is_known`` False."""

    @classmethod
    def of(cls, value: Any) -> Self:
        """Return the member for a text; any other value (None, UNSET, a number) is returned unchanged."""
        if not isinstance(value, str):
            return cast(Self, value)
        member = cls._value2member_map_.get(value)
        return cls(value) if member is None else cast(Self, member)

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        # Not entered into the enum: `is_known` looks there, and a server could make it grow without end.
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the document lists this value."""
        return self._value_ in type(self)._value2member_map_


class Members(dict[Any, Any]):
    """The members of an open enum by their values; an unknown value is passed to ``of``.

    A look-up takes a tenth of the time of a call of the enum, and each poll decodes three enums.
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
        """Return the member for an integer; any other value is returned unchanged."""
        # True == 1, so true would be the member for 1.
        if not isinstance(value, int) or isinstance(value, bool):
            return cast(Self, value)
        member = cls._value2member_map_.get(value)
        return cls(value) if member is None else cast(Self, member)

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
