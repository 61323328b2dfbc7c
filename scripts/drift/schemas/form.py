"""The canonical form of a schema: alternatives, each of one JSON type, with all that must hold for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

if TYPE_CHECKING:
    from scripts.oas.document import Json

Key = tuple[str, ...]
"""Pointers of the schemas that must all hold for one value; the empty one admits anything."""


@frozen
class Fact:
    """A limit and the pointer of the schema that states it."""

    value: Json
    at: str


@frozen(kw_only=True)
class Arm:
    """One alternative of a schema. Not to be changed: it is shared.

    Attributes:
        type: Name of a JSON type; ``any`` if the schema names none.
        at: Pointer of the schema that says so.
        place: Pointer from where it is referred to; the same as ``at`` without a reference.
        refs: What the references between the two lead to, outermost first.
        whole: The outermost of them that is this alternative alone (or null), and no more.
        values: What it may be, if it may not be anything of its type.
        known: Values that are listed beside an open set.
        facts: Limit by keyword.
        props: Properties.
        required: Required property -> pointer of the schema that asks for it.
        patterns: Pattern properties.
        extra: Other properties: None for any, False for none.
        extra_at: Pointer of the schema that says so.
        items: Items of a list (after those of ``prefix``): None for any, False for none.
        prefix: First items, by position.
        conditions: Keyword that is looked at as a whole -> pointers of the schemas that have it.
    """

    type: str
    at: str
    place: str
    refs: tuple[str, ...] = ()
    whole: str | None = None
    values: tuple[Json, ...] | None = None
    known: tuple[Json, ...] = ()
    facts: dict[str, Fact] = field(factory=dict[str, Fact])
    props: dict[str, Key] = field(factory=dict[str, Key])
    required: dict[str, str] = field(factory=dict[str, str])
    patterns: dict[str, Key] = field(factory=dict[str, Key])
    extra: Key | bool | None = None
    extra_at: str | None = None
    items: Key | bool | None = None
    prefix: tuple[Key, ...] = ()
    conditions: dict[str, Key] = field(factory=dict[str, Key])

    @property
    def open(self) -> bool:
        """Whether it says nothing but its type."""
        return self.values is None and not self.known and not self.stated

    @property
    def stated(self) -> bool:
        """Whether it limits the values of its type other than by listing them."""
        return bool(self.facts or self.conditions or self.hint)

    @property
    def hint(self) -> str | None:
        """The type that its keywords are about, told from the shape it gives to the value."""
        if self.props or self.required or self.patterns or self.extra is not None:
            return "object"
        if self.items is not None or self.prefix:
            return "array"
        return None


@frozen(kw_only=True)
class Form:
    """A schema in canonical form.

    Attributes:
        arms: Its alternatives, null among them; none if it admits nothing.
        one: Whether exactly one of them must hold.
        discriminator: Property name and mapping, if it has one.
        discriminator_at: Pointer of the schema that states it.
    """

    arms: tuple[Arm, ...]
    one: bool = False
    discriminator: dict[str, Any] | None = None
    discriminator_at: str = ""

    @property
    def others(self) -> tuple[Arm, ...]:
        """Its alternatives but null."""
        return tuple(arm for arm in self.arms if arm.type != "null")

    @property
    def null(self) -> Arm | None:
        """The alternative that admits null, if there is one that says so."""
        return next((arm for arm in self.arms if arm.type == "null"), None)

    @property
    def anything(self) -> bool:
        """Whether it admits every value."""
        return any(arm.type == "any" and arm.open for arm in self.arms)
