"""Compare the schemas of two documents pair by pair: each pair once, however many operations reach it."""

from __future__ import annotations

import json
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from scripts.drift.change import Direction
from scripts.drift.schemas.annotations import compare_annotations
from scripts.drift.schemas.component_names import record_component_names
from scripts.drift.schemas.describe import subject, summary
from scripts.drift.schemas.exchange import record_exchange
from scripts.drift.schemas.graph import Graph, SchemaPair, Side
from scripts.drift.schemas.source import NOT_HIDDEN, Hidden, references_below
from scripts.drift.schemas.unions import UnionComparison
from scripts.drift.schemas.values import same

if TYPE_CHECKING:
    from scripts.drift.change import Use
    from scripts.drift.recorder import Recorder
    from scripts.drift.schemas.alternatives import CanonicalSchema
    from scripts.drift.schemas.source import Source
    from scripts.oas.document import Document


class SchemaPairs:
    """The pairs of schemas that operations use.

    Args:
        base: The old document.
        revision: The new document.
    """

    def __init__(self, base: Document, revision: Document) -> None:
        self._graph = Graph(Side(base), Side(revision))
        # Equal text has another meaning in another version: only 3.0 has `nullable`, and ignores the siblings of $ref.
        self._same_dialect = self._graph.base.source.is_3_0 == self._graph.revision.source.is_3_0
        self._bits: dict[Use, int] = {}  # sets of uses are bits of an integer: there are many sets
        self._uses: dict[tuple[int, Hidden], frozenset[Use]] = {}
        self._roots: list[tuple[SchemaPair, int]] = []
        self._old_parts: dict[str, set[str]] = {}
        self._new_parts: dict[str, set[str]] = {}

    def add(self, old: str, new: str, use: Use) -> None:
        """Add two schemas, given by their pointers, that an operation uses in one direction."""
        pair = self._graph.pair((old,), (new,), (old, new))
        self._roots.append((pair, self._bits.setdefault(use, 1 << len(self._bits))))

    def record(self, recorder: Recorder) -> None:
        """Compare all pairs and record the changes with the uses that they reach.

        Raises:
            SpecError: A reference leads nowhere or in a circle, or the schemas are too large or too deep to compare.
        """
        graph = self._graph
        while graph.waiting:
            self._compare(graph.waiting.pop())
        _check_cycles(graph.base.source, self._old_parts)
        _check_cycles(graph.revision.source, self._new_parts)
        record_component_names(graph)
        reach = self._reach()
        for pair in graph.pairs.values():
            for change, hidden in pair.changes:
                uses = self._uses_of(reach.get(pair, 0), hidden)
                # None is left, for example, where a readOnly part is used in requests only.
                if uses:
                    recorder.add(change, uses)

    def _compare(self, pair: SchemaPair) -> None:
        base, revision = pair.base.source, pair.revision.source
        base.spend(1, pair.places[0])
        if len(pair.old) == len(pair.new) == 1:
            (old,), (new,) = pair.old, pair.new
            # Most schemas did not change. Equal text needs no canonical form; only what it refers to may differ.
            if self._same_dialect and same(base.node(old), revision.node(new)):
                self._add_references(pair, old, new)
                return
            if self._compare_names(pair, old, new):
                return
        compare_annotations(pair, follow=True)
        before, after = pair.base.canonical(pair.old), pair.revision.canonical(pair.new)
        if not _record_invalid(pair, before, after):
            UnionComparison(pair, before, after).record()

    def _add_references(self, pair: SchemaPair, old: str, new: str) -> None:
        """Add the pairs that two equal schemas refer to: the targets may differ."""
        base, revision = pair.base.source, pair.revision.source
        for at, schema, around, same_value in references_below(base, base.node(old)):
            one, two = base.reference(schema, old + at), revision.reference(schema, new + at)
            if one is None or two is None:
                continue
            child = self._graph.pair((one,), (two,), (one, two))
            pair.children.append((child, self._hidden_around(old, new, around)))
            if same_value:
                self._old_parts.setdefault(old, set()).add(one)
                self._new_parts.setdefault(new, set()).add(two)
            self._relate(one, two, child)

    def _hidden_around(self, old: str, new: str, around: tuple[str, ...]) -> Hidden:
        """Return the directions that one of some properties is excluded from, in both documents."""
        hidden = NOT_HIDDEN
        for at in around:
            hidden |= self._graph.base.hidden((old + at,)) & self._graph.revision.hidden((new + at,))
        return hidden

    def _compare_names(self, pair: SchemaPair, old: str, new: str) -> bool:
        """Compare the targets of two schemas that are no more than references; return whether they are."""
        base, revision = pair.base.source, pair.revision.source
        one, two = base.peel(old), revision.peel(new)
        if one is None or two is None:
            return False
        base.check_chain(old)
        revision.check_chain(new)
        compare_annotations(pair, follow=False)
        if not record_exchange(pair, one, two):
            self._relate(one, two, pair.child((one,), (two,), pair.places))
        return True

    def _relate(self, old: str, new: str, pair: SchemaPair) -> None:
        one, two = pair.base.source.component(old), pair.revision.source.component(new)
        if one != two:
            self._graph.relations.append((one, two, pair))
        elif one is not None:
            self._graph.kept.add(one)

    def _reach(self) -> dict[SchemaPair, int]:
        """Return the uses that reach each pair, as bits."""
        bits = {side: sum(bit for use, bit in self._bits.items() if use.direction is side) for side in Direction}
        reach: dict[SchemaPair, int] = {}
        remaining: list[SchemaPair] = []
        for pair, bit in self._roots:
            reach[pair] = reach.get(pair, 0) | bit
            remaining.append(pair)
        while remaining:
            pair = remaining.pop()
            for child, hidden in pair.children:
                passed = reach[pair]
                for direction in hidden:
                    passed &= ~bits[direction]
                before = reach.get(child, 0)
                if passed | before != before or child not in reach:
                    reach[child] = before | passed
                    remaining.append(child)
        return reach

    def _uses_of(self, bits: int, hidden: Hidden) -> frozenset[Use]:
        uses = self._uses.get((bits, hidden))
        if uses is None:
            reached = (use for use, bit in self._bits.items() if bits & bit and use.direction not in hidden)
            uses = self._uses[bits, hidden] = frozenset(reached)
        return uses


def _record_invalid(pair: SchemaPair, before: CanonicalSchema, after: CanonicalSchema) -> bool:
    """Record that a schema is not valid, or was not; return whether nothing else can be told about the pair."""
    old, new = before.invalid, after.invalid
    if old is None and new is None:
        return False
    was, now = summary(pair.base.source, before), summary(pair.revision.source, after)
    name = subject(pair.places[0])
    if new is None:
        pair.record("schema-valid", *pair.places, was, now, f"{name} is {now} now; it was not valid")
    elif old is None or old.values != new.values:
        word = json.dumps((new.values or ("",))[0], ensure_ascii=False)
        message = f"{name} is not valid: JSON Schema has no type {word}"
        pair.record("schema-invalid", *pair.places, was, now, message)
    return True


def _check_cycles(source: Source, parts: dict[str, set[str]]) -> None:
    """Refuse schemas that contain themselves at the same value: nothing can tell which values are valid.

    Equal schemas are not brought into canonical form, which would find the cycle.

    Args:
        source: The document.
        parts: Pointer of a schema -> pointers of the schemas that apply to the same value.
    """
    try:
        TopologicalSorter({at: sorted(targets) for at, targets in parts.items()}).prepare()
    except CycleError as error:
        what = "this schema contains itself"
        raise source.error(min(error.args[1]), what, "break the circle of allOf, anyOf or $ref") from None
