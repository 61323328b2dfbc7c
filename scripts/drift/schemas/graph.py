"""The pairs of schemas that are compared, and the changes recorded at each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, define

from scripts.drift.change import Change, place_of
from scripts.drift.schemas.annotations import annotations_of
from scripts.drift.schemas.canonical import Canonicaliser
from scripts.drift.schemas.describe import subject, summary
from scripts.drift.schemas.signature import Signatures
from scripts.drift.schemas.source import HIDING, NOT_HIDDEN, Hidden, Source

if TYPE_CHECKING:
    from scripts.drift.schemas.alternatives import Alternative, CanonicalSchema, Pointers
    from scripts.oas.document import Document, Json

Places = tuple[str, str]
"""A pointer into the base and one into the revision."""

_UNION_STEPS = frozenset({"", "allOf", "anyOf", "oneOf"})


class Side:
    """One of the two documents: its schemas, their canonical forms and signatures."""

    def __init__(self, document: Document) -> None:
        self.source = Source(document)
        self._canonical = Canonicaliser(self.source)
        self.signatures = Signatures(self._canonical)
        self._hidden: dict[Pointers, Hidden] = {}

    def canonical(self, pointers: Pointers) -> CanonicalSchema:
        """Return the canonical form of a schema."""
        return self._canonical.schema(pointers)

    def summary(self, pointers: Pointers) -> str:
        """Return what a schema allows, as a short text."""
        return summary(self.source, self.canonical(pointers))

    def hidden(self, pointers: Pointers) -> Hidden:
        """Return the directions that a property is excluded from."""
        hidden = self._hidden.get(pointers)
        if hidden is None:
            annotations = annotations_of(self.source, pointers)
            hidden = frozenset(direction for flag, direction in HIDING.items() if flag in annotations)
            self._hidden[pointers] = hidden
        return hidden


@define(eq=False)
class Graph:
    """All pairs, and the components that were compared with each other.

    Attributes:
        base: The base.
        revision: The revision.
        pairs: Pairs by the pointers of both sides.
        waiting: Pairs that are not compared yet.
        relations: Names of components that were compared (None: written out in place), with the pair.
        removed: Base schemas with no counterpart, with the pair around them and the directions they are excluded from.
        added: Revision schemas with no counterpart.
        kept: Names of components that were compared with those of the same name.
    """

    base: Side
    revision: Side
    pairs: dict[tuple[Pointers, Pointers], SchemaPair] = Factory(dict)
    waiting: list[SchemaPair] = Factory(list)
    relations: list[tuple[str | None, str | None, SchemaPair]] = Factory(list)
    removed: list[tuple[Pointers, SchemaPair, Hidden]] = Factory(list)
    added: list[tuple[Pointers, SchemaPair, Hidden]] = Factory(list)
    kept: set[str] = Factory(set)

    def pair(self, old: Pointers, new: Pointers, places: Places) -> SchemaPair:
        """Return the pair of two schemas; a new one waits to be compared."""
        pair = self.pairs.get((old, new))
        if pair is None:
            pair = self.pairs[old, new] = SchemaPair(self, old, new, places)
            self.waiting.append(pair)
        return pair


@define(eq=False)
class SchemaPair:
    """Two schemas that are compared with each other, once.

    Attributes:
        graph: All pairs.
        old: Pointers of the schema in the base.
        new: Pointers of the schema in the revision.
        places: Where to report a change that neither of the two states.
        children: The pairs below, each with the directions that it is excluded from.
        changes: The changes recorded here, each with the directions that it is excluded from.
        unlike: Whether the two have nothing in common.
    """

    graph: Graph
    old: Pointers
    new: Pointers
    places: Places
    children: list[tuple[SchemaPair, Hidden]] = Factory(list)
    changes: list[tuple[Change, Hidden]] = Factory(list)
    unlike: bool = False

    @property
    def base(self) -> Side:
        """The base."""
        return self.graph.base

    @property
    def revision(self) -> Side:
        """The revision."""
        return self.graph.revision

    def record(
        self,
        kind: str,
        old_at: str | None,
        new_at: str | None,
        before: Json,
        after: Json,
        message: str,
        *,
        hidden: Hidden = NOT_HIDDEN,
        variant: str = "",
    ) -> None:
        """Record a change at a pointer of each document; None for an addition or a removal."""
        # The base's place, since it is part of the fingerprint and must not move with each revision.
        node = old_at
        if node is None:
            node = new_at or ""
        change = Change(
            kind=kind,
            variant=variant,
            node=node,
            subject=subject(node),
            before=before,
            after=after,
            base=place_of(self.base.source.document, old_at),
            revision=place_of(self.revision.source.document, new_at),
            message=message,
        )
        self.changes.append((change, hidden))

    def child(self, old: Pointers, new: Pointers, places: Places, hidden: Hidden = NOT_HIDDEN) -> SchemaPair:
        """Add a pair below this one."""
        where = (next(iter(old), places[0]), next(iter(new), places[1]))
        pair = self.graph.pair(old, new, where)
        self.children.append((pair, hidden))
        return pair

    def places_of(self, old: Alternative, new: Alternative) -> Places:
        """Return the places of two alternatives: if only one is behind a reference, the place of the reference."""
        return self._places_at(old, old.at, new, new.at)

    def places_stating(self, old: Alternative, old_at: str | None, new: Alternative, new_at: str | None) -> Places:
        """Return the places of a keyword that perhaps only one of two alternatives states.

        The other place is the same pointer in the other document, if there is a schema: the limit of a component that
        several ``allOf`` refer to is one cause.
        """
        if old_at is None:
            old_at = new_at if new_at is not None and self.base.source.has(new_at) else old.at
        if new_at is None:
            new_at = old_at if self.revision.source.has(old_at) else new.at
        return self._places_at(old, old_at, new, new_at)

    def _places_at(self, old: Alternative, old_at: str, new: Alternative, new_at: str) -> Places:
        if bool(old.refs) != bool(new.refs):
            if old.refs:
                old_at = old.place
            else:
                new_at = new.place
        old_steps, new_steps = _union_steps(old_at, self.places[0]), _union_steps(new_at, self.places[1])
        if old_steps is not None and new_steps is not None and old_steps != new_steps:
            return self.places  # two members of the union: the change concerns the union
        return old_at or self.places[0], new_at or self.places[1]


def _union_steps(at: str, place: str) -> str | None:
    """Return the steps from a schema down to a member of its union; None if the pointer is elsewhere."""
    if not at or at == place:
        return ""
    steps = at.removeprefix(place)
    if steps == at or not all(step.isdigit() or step in _UNION_STEPS for step in steps.split("/")):
        return None
    return steps
