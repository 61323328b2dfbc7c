"""One pair of schemas while it is compared: what is found there, and which pairs stand below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, define

from scripts.drift.change import Change, Direction, place_of
from scripts.drift.schemas.build import Builder
from scripts.drift.schemas.describe import subject, summary
from scripts.drift.schemas.form import Arm, Form, Key
from scripts.drift.schemas.notes import notes_of
from scripts.drift.schemas.signature import Signatures
from scripts.drift.schemas.source import Source

if TYPE_CHECKING:
    from scripts.oas.document import Document, Json

Mask = frozenset[Direction]
NO_MASK: Mask = frozenset()


class Side:
    """One of the two documents with all that is known of its schemas."""

    def __init__(self, document: Document) -> None:
        self.source = Source(document)
        self.builder = Builder(self.source)
        self.signatures = Signatures(self.builder)

    def form(self, key: Key) -> Form:
        """Return the canonical form of a schema."""
        return self.builder.form(key)

    def summary(self, key: Key) -> str:
        """Return what a schema admits in a few words."""
        return summary(self.source, self.form(key))

    def mask(self, key: Key) -> Mask:
        """Return the directions that a property is not part of."""
        notes = notes_of(self.source, key)
        found = {direction for name, direction in _HIDDEN.items() if name in notes}
        return frozenset(found)


_HIDDEN = {"readOnly": Direction.REQUEST, "writeOnly": Direction.RESPONSE}


@define(eq=False)
class Pair:
    """Two schemas that are compared with each other, once.

    Attributes:
        base: The one of the base.
        revision: The one of the revision.
        places: Where to say that something changed that stands in neither key.
        children: The pairs below, each with the directions that it is not part of.
        changes: The changes recorded here, each with the directions that it is not part of.
        unlike: Whether they have nothing in common.
    """

    base: Key
    revision: Key
    places: tuple[str, str]
    children: list[tuple[Pair, Mask]] = Factory(list)
    changes: list[tuple[Change, Mask]] = Factory(list)
    unlike: bool = False


@define(eq=False)
class Relation:
    """Two places that were compared, by the names of their components (None: it stands there itself)."""

    base: str | None
    revision: str | None
    pair: Pair


@define(eq=False)
class Graph:
    """All pairs, and what is known about the names of their components.

    Attributes:
        base: The base.
        revision: The revision.
        pairs: Pair by its two keys.
        waiting: Pairs that are still to be compared.
        relations: Which components were compared with which.
        gone: Base schemas with nothing to compare with, and the pair they were found at.
        new: Revision schemas with nothing to compare with.
        kept: Names of components that were compared with those of the same name.
    """

    base: Side
    revision: Side
    pairs: dict[tuple[Key, Key], Pair] = Factory(dict)
    waiting: list[Pair] = Factory(list)
    relations: list[Relation] = Factory(list)
    gone: list[tuple[Key, Pair, Mask]] = Factory(list)
    new: list[tuple[Key, Pair, Mask]] = Factory(list)
    kept: set[str] = Factory(set)

    def pair(self, base: Key, revision: Key, places: tuple[str, str]) -> Pair:
        """Return the pair of two keys; a new one waits to be compared."""
        found = self.pairs.get((base, revision))
        if found is None:
            found = self.pairs[base, revision] = Pair(base, revision, places)
            self.waiting.append(found)
        return found


@define(eq=False)
class Site:
    """A pair while it is compared."""

    graph: Graph
    pair: Pair

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
        base_at: str | None,
        revision_at: str | None,
        before: Json,
        after: Json,
        message: str,
        *,
        mask: Mask = NO_MASK,
        variant: str = "",
    ) -> None:
        """Record a change at two pointers; None where one of the documents has nothing."""
        node = base_at if base_at is not None else revision_at or ""
        change = Change(
            kind=kind,
            variant=variant,
            node=node,
            subject=subject(node),
            before=before,
            after=after,
            base=place_of(self.base.source.document, base_at),
            revision=place_of(self.revision.source.document, revision_at),
            message=message,
        )
        self.pair.changes.append((change, mask))

    def child(self, base: Key, revision: Key, places: tuple[str, str], mask: Mask = NO_MASK) -> Pair:
        """Have two schemas below compared."""
        where = (base[0] if base else places[0], revision[0] if revision else places[1])
        made = self.graph.pair(base, revision, where)
        self.pair.children.append((made, mask))
        return made

    def spots(self, base: Arm, revision: Arm) -> tuple[str, str]:
        """Return where two alternatives stand: if only one is behind a reference, that is where it is referred to."""
        return self.spots_at(base, base.at, revision, revision.at)

    def stated(self, base: Arm, old: str | None, revision: Arm, new: str | None) -> tuple[str, str]:
        """Return where something stands that only one of two alternatives may state.

        In the other document that is the same place, if there is one: the limit of a component that several allOf name
        is one cause.
        """
        if old is None:
            old = new if new is not None and self.base.source.has(new) else base.at
        if new is None:
            new = old if self.revision.source.has(old) else revision.at
        return self.spots_at(base, old, revision, new)

    def spots_at(self, base: Arm, base_at: str, revision: Arm, revision_at: str) -> tuple[str, str]:
        """Return where something stands that two alternatives state at these pointers."""
        places = self.pair.places
        if bool(base.refs) != bool(revision.refs):
            base_at = base.place if base.refs else base_at
            revision_at = revision.place if revision.refs else revision_at
        one, two = _member_of(base_at, places[0]), _member_of(revision_at, places[1])
        if one is not None and two is not None and one != two:
            return places
        return base_at or places[0], revision_at or places[1]


def _member_of(at: str, place: str) -> str | None:
    """Return the steps from a schema down to a member of its union; None if that is not where a pointer leads."""
    if not at or at == place:
        return ""
    rest = at.removeprefix(place)
    if rest == at or not all(part.isdigit() or part in _UNION for part in rest.split("/")):
        return None
    return rest


_UNION = frozenset({"", "allOf", "anyOf", "oneOf"})
