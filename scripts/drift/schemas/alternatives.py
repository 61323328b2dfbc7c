"""The canonical form of a schema: a list of alternatives, each of one JSON type, with all its constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

if TYPE_CHECKING:
    from scripts.oas.document import Json

INVALID = "invalid"
"""In place of a type that JSON Schema does not have; the alternative lists its name as its only value."""

Pointers = tuple[str, ...]
"""Pointers of schemas that must all hold for one value; the empty tuple allows any value."""

Rest = Pointers | bool | None
"""Schemas of the keys or items that are not named: None allows any value, False none."""


@frozen
class Limit:
    """The value of a keyword, and the pointer of the schema that states it."""

    value: Json
    at: str


@frozen(kw_only=True)
class Alternative:
    """One alternative of a schema. It is shared, so it must not be modified.

    Attributes:
        type: Name of a JSON type; ``any`` if the schema names none, `INVALID` if it names another.
        at: Pointer of the schema that states it.
        place: Pointer of the schema that refers to it; the same as ``at`` without a reference.
        refs: Targets of the references from ``place`` to ``at``, outermost first.
        sole_ref: The outermost target that consists of this alternative (and perhaps null).
        values: The valid values; None for all of its type.
        listed_values: Values that are listed beside an open set.
        limits: Limit by keyword.
        properties: Schemas by property name.
        required: Required property -> pointer of the schema that requires it.
        patterns: Schemas by pattern of property names.
        extra: Other properties.
        extra_at: Pointer of the schema that states ``extra``.
        items: Items of a list (after those of ``prefix``).
        prefix: First items, by position.
        conditions: Keyword that is compared as a whole -> pointers of the schemas that have it.
    """

    type: str
    at: str
    place: str
    refs: tuple[str, ...] = ()
    sole_ref: str | None = None
    values: tuple[Json, ...] | None = None
    listed_values: tuple[Json, ...] = ()
    limits: dict[str, Limit] = field(factory=dict[str, Limit])
    properties: dict[str, Pointers] = field(factory=dict[str, Pointers])
    required: dict[str, str] = field(factory=dict[str, str])
    patterns: dict[str, Pointers] = field(factory=dict[str, Pointers])
    extra: Rest = None
    extra_at: str | None = None
    items: Rest = None
    prefix: tuple[Pointers, ...] = ()
    conditions: dict[str, Pointers] = field(factory=dict[str, Pointers])

    @property
    def is_open(self) -> bool:
        """Whether it states nothing but its type."""
        return self.values is None and not self.listed_values and not self.is_limited

    @property
    def is_limited(self) -> bool:
        """Whether it limits the values of its type other than by listing them."""
        return bool(self.limits or self.conditions or self.hint)

    @property
    def hint(self) -> str | None:
        """The type that its keywords apply to: ``object``, ``array`` or None."""
        if self.properties or self.required or self.patterns or self.extra is not None:
            return "object"
        if self.items is not None or self.prefix:
            return "array"
        return None

    @property
    def family(self) -> str:
        """Its type, with integers as numbers: every integer is one."""
        if self.type == "integer":
            return "number"
        return self.type

    @property
    def is_constant(self) -> bool:
        """Whether it has one value only."""
        return self.values is not None and len(self.values) == 1


@frozen(kw_only=True)
class CanonicalSchema:
    """A schema in canonical form.

    Attributes:
        alternatives: Null included; empty if no value is valid.
        exclusive: Whether exactly one of them must hold (``oneOf``).
        discriminator: Property name and mapping, if it has one.
        discriminator_at: Pointer of the schema that states it.
    """

    alternatives: tuple[Alternative, ...]
    exclusive: bool = False
    discriminator: dict[str, Any] | None = None
    discriminator_at: str = ""

    @property
    def non_null(self) -> tuple[Alternative, ...]:
        """Its alternatives except null."""
        return tuple(item for item in self.alternatives if item.type != "null")

    @property
    def null(self) -> Alternative | None:
        """The alternative that allows null, if one does explicitly."""
        return next((item for item in self.alternatives if item.type == "null"), None)

    @property
    def invalid(self) -> Alternative | None:
        """The alternative whose type JSON Schema does not have, if there is one."""
        return next((item for item in self.alternatives if item.type == INVALID), None)

    @property
    def allows_anything(self) -> bool:
        """Whether every value is valid."""
        return any(item.type == "any" and item.is_open for item in self.alternatives)
