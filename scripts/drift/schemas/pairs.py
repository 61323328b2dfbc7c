"""The schemas of two documents, pair by pair: each pair is compared once, however many operations reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.change import Direction, Use
from scripts.drift.schemas.cycles import check_circles
from scripts.drift.schemas.exchange import exchanged
from scripts.drift.schemas.naming import name_changes
from scripts.drift.schemas.prose import compare_notes
from scripts.drift.schemas.refs import references_below
from scripts.drift.schemas.site import NO_MASK, Graph, Pair, Relation, Side, Site
from scripts.drift.schemas.unions import Alternatives
from scripts.drift.schemas.values import same

if TYPE_CHECKING:
    from scripts.drift.recorder import Recorder
    from scripts.drift.schemas.site import Mask
    from scripts.oas.document import Document


class SchemaPairs:
    """Compares the schemas that operations use.

    Args:
        base: The document before.
        revision: The document after.
    """

    def __init__(self, base: Document, revision: Document) -> None:
        self._graph = Graph(Side(base), Side(revision))
        self._alike = self._graph.base.source.old == self._graph.revision.source.old
        self._uses: dict[Use, int] = {}
        self._by_bits: dict[tuple[int, Mask], frozenset[Use]] = {}
        self._roots: list[tuple[Pair, int]] = []
        self._direct: dict[str, dict[str, set[str]]] = {"base": {}, "revision": {}}

    def add(self, base_pointer: str, revision_pointer: str, use: Use) -> None:
        """Have two schemas compared that an operation uses in one direction."""
        pair = self._graph.pair((base_pointer,), (revision_pointer,), (base_pointer, revision_pointer))
        bit = self._uses.setdefault(use, 1 << len(self._uses))
        self._roots.append((pair, bit))

    def record(self, recorder: Recorder) -> None:
        """Compare all pairs and record the changes with the uses that they reach.

        Raises:
            SpecError: A reference leads nowhere or in a circle, or the schemas are too large or too deep to compare.
        """
        graph = self._graph
        while graph.waiting:
            self._compare(graph.waiting.pop())
        for side, direct in ((graph.base, self._direct["base"]), (graph.revision, self._direct["revision"])):
            check_circles(side.source, direct)
        name_changes(graph)
        reach = self._reach()
        for pair in graph.pairs.values():
            bits = reach.get(pair, 0)
            for change, mask in pair.changes:
                uses = self._uses_of(bits, mask)
                if uses:
                    recorder.add(change, uses)

    def _uses_of(self, bits: int, mask: Mask) -> frozenset[Use]:
        known = self._by_bits.get((bits, mask))
        if known is None:
            uses = (use for use, bit in self._uses.items() if bits & bit and use.direction not in mask)
            known = self._by_bits[bits, mask] = frozenset(uses)
        return known

    def _compare(self, pair: Pair) -> None:
        graph = self._graph
        graph.base.source.spend(1, pair.places[0])
        site = Site(graph, pair)
        if len(pair.base) == len(pair.revision) == 1:
            here, there = pair.base[0], pair.revision[0]
            if self._alike and same(graph.base.source.node(here), graph.revision.source.node(there)):
                self._equal(pair, here, there)
                return
            if self._peeled(site, here, there):
                return
        compare_notes(site, own=False)
        Alternatives(site, graph.base.form(pair.base), graph.revision.form(pair.revision)).compare()

    def _equal(self, pair: Pair, here: str, there: str) -> None:
        """Pass on to what two equal schemas refer to."""
        base, revision = self._graph.base.source, self._graph.revision.source
        node = base.node(here)
        for at, schema, mask, direct in references_below(base, node, NO_MASK):
            one, two = base.reference(schema, here + at), revision.reference(schema, there + at)
            if one is None or two is None:
                continue
            child = self._graph.pair((one,), (two,), (one, two))
            pair.children.append((child, mask))
            if direct:
                self._direct["base"].setdefault(here, set()).add(one)
                self._direct["revision"].setdefault(there, set()).add(two)
            self._relate(one, two, child)

    def _peeled(self, site: Site, here: str, there: str) -> bool:
        """Compare what two places name, if neither of them says more than a name."""
        base, revision = site.base.source, site.revision.source
        one, two = base.peel(here), revision.peel(there)
        if one is None or two is None:
            return False
        base.chain(here)
        revision.chain(there)
        compare_notes(site, own=True)
        if exchanged(site, one, two):
            return True
        self._relate(one, two, site.child((one,), (two,), site.pair.places))
        return True

    def _relate(self, one: str, two: str, child: Pair) -> None:
        graph = self._graph
        names = (graph.base.source.component(one), graph.revision.source.component(two))
        if names[0] != names[1]:
            graph.relations.append(Relation(*names, child))
        elif names[0] is not None:
            graph.kept.add(names[0])

    def _reach(self) -> dict[Pair, int]:
        """Return the uses that reach each pair, as bits."""
        bits = {
            direction: sum(bit for use, bit in self._uses.items() if use.direction is direction)
            for direction in Direction
        }
        reach: dict[Pair, int] = {}
        waiting: list[Pair] = []
        for pair, bit in self._roots:
            reach[pair] = reach.get(pair, 0) | bit
            waiting.append(pair)
        while waiting:
            pair = waiting.pop()
            for child, mask in pair.children:
                passed = reach[pair]
                for direction in mask:
                    passed &= ~bits[direction]
                known = reach.get(child, 0)
                if passed | known != known or child not in reach:
                    reach[child] = known | passed
                    waiting.append(child)
        return reach
