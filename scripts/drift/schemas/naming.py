"""Components that have another name, were split, merged, written out, named, added or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.schemas.refs import references_below
from scripts.drift.schemas.site import NO_MASK, Graph, Mask, Pair, Side, Site
from scripts.oas.pointers import child_pointer

if TYPE_CHECKING:
    from scripts.drift.schemas.form import Key
    from scripts.oas.document import Json


def name_changes(graph: Graph) -> None:
    """Report the changes of names at the pairs where the components were compared."""
    _Names(graph).report()


class _Names:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._base = graph.base.source.components
        self._revision = graph.revision.source.components
        self._partners: dict[str, dict[str, list[Pair]]] = {}
        self._inverse: dict[str, dict[str, list[Pair]]] = {}
        self._inlined: dict[str, list[Pair]] = {}
        self._lifted: dict[str, list[Pair]] = {}
        for item in graph.relations:
            self._enter(item.base, item.revision, item.pair)

    def _enter(self, base: str | None, revision: str | None, pair: Pair) -> None:
        if pair.unlike or any(change.kind == "type-changed" for change, _ in pair.changes):
            return
        if base is not None and revision is not None:
            self._partners.setdefault(base, {}).setdefault(revision, []).append(pair)
            self._inverse.setdefault(revision, {}).setdefault(base, []).append(pair)
        elif any(change.kind in _OTHER_TYPE for change, _ in pair.changes):
            return
        elif base is not None and base not in self._revision:
            self._inlined.setdefault(base, []).append(pair)
        elif revision is not None and revision not in self._base:
            self._lifted.setdefault(revision, []).append(pair)

    def report(self) -> None:
        told: set[tuple[str, str]] = set()
        for name, others in self._partners.items():
            if name in self._revision and name in others and len(others) == 1:
                continue
            self._split(name, others, told)
        for name, bases in self._inverse.items():
            self._merge(name, bases, told)
        self._rename(told)
        for name, pairs in self._inlined.items():
            if name not in self._partners:
                self._alone("schema-inlined", name, pairs)
        for name, pairs in self._lifted.items():
            if name not in self._inverse:
                self._alone("schema-lifted", name, pairs)
        self._one_sided(
            "schema-removed", self._graph.base, self._graph.gone, {*self._partners, *self._inlined}, self._revision
        )
        self._one_sided(
            "schema-added", self._graph.revision, self._graph.new, {*self._inverse, *self._lifted}, self._base
        )

    def _split(self, name: str, others: dict[str, list[Pair]], told: set[tuple[str, str]]) -> None:
        parts = {other for other in others if other == name or other not in self._base}
        if name in self._graph.kept and parts:
            parts.add(name)
        if len(parts) < 2:
            return
        told.update((name, part) for part in parts)
        message = f"{name} is now {' and '.join(sorted(parts))}"
        self._say("schema-split", name, None, [name], [*sorted(parts)], _all(others, parts), message)

    def _merge(self, name: str, bases: dict[str, list[Pair]], told: set[tuple[str, str]]) -> None:
        parts = {base for base in bases if base == name or base not in self._revision}
        if name in self._graph.kept and parts:
            parts.add(name)
        if len(parts) < 2:
            return
        told.update((part, name) for part in parts)
        message = f"{' and '.join(sorted(parts))} are now {name}"
        self._say("schema-merged", None, name, [*sorted(parts)], [name], _all(bases, parts), message)

    def _rename(self, told: set[tuple[str, str]]) -> None:
        for name, others in self._partners.items():
            for other, pairs in others.items():
                if name == other or (name, other) in told:
                    continue
                gone, new = name not in self._revision, other not in self._base
                if gone and new:
                    self._say("schema-renamed", name, other, name, other, pairs, f"{name} is now called {other}")
                elif gone:
                    message = f"{name} is gone; {other} stands in its place"
                    self._say("schema-merged", name, other, [name], [other], pairs, message)
                elif new:
                    message = f"{other} stands in places of {name}"
                    self._say("schema-split", name, other, [name], [other], pairs, message)
                else:
                    message = f"{other} stands where {name} stood"
                    self._say("schema-exchanged", name, other, name, other, pairs, message)

    def _alone(self, kind: str, name: str, pairs: list[Pair]) -> None:
        if kind == "schema-inlined":
            message = f"{name} is written out where it is used"
            self._say(kind, name, None, name, None, pairs, message)
        else:
            message = f"{name} names what was written out where it is used"
            self._say(kind, None, name, None, name, pairs, message)

    def _say(
        self,
        kind: str,
        base: str | None,
        revision: str | None,
        before: Json,
        after: Json,
        pairs: list[Pair],
        message: str,
    ) -> None:
        spots = [None if name is None else child_pointer(_POINTER, name) for name in (base, revision)]
        for pair in dict.fromkeys(pairs):
            Site(self._graph, pair).record(kind, spots[0], spots[1], before, after, message)

    def _one_sided(
        self, kind: str, side: Side, lone: list[tuple[Key, Pair, Mask]], known: set[str], other: dict[str, object]
    ) -> None:
        """Report the components that only one document has and that stand in for nothing in the other."""
        for key, pair, mask in lone:
            for name in dict.fromkeys(_named(side, key)):
                if name in other or name in known:
                    continue
                at = child_pointer(_POINTER, name)
                brought = sorted({*_below(side, at)} - {name} - known - other.keys())
                said: Json = [name, *brought] if brought else name
                more = f", with {', '.join(brought)}" if brought else ""
                site = Site(self._graph, pair)
                if kind == "schema-added":
                    site.record(kind, None, at, None, said, f"{name} is new{more}", mask=mask)
                else:
                    site.record(kind, at, None, said, None, f"{name} is removed{more}", mask=mask)


_OTHER_TYPE = ("enum-opened", "enum-closed", "type-widened", "type-narrowed")
"""The class went with these; there is no second thing to tell."""

_POINTER = "/components/schemas"


def _all(others: dict[str, list[Pair]], parts: set[str]) -> list[Pair]:
    return [pair for name, pairs in others.items() if name in parts for pair in pairs]


def _named(side: Side, key: Key) -> list[str]:
    """Return the components that a schema refers to itself, not through another component."""
    source = side.source
    found: list[str] = []
    for start in key:
        own = source.component(start)
        if own is not None:
            found.append(own)
            continue
        for at, schema, _, _ in references_below(source, source.node(start), NO_MASK):
            target = source.reference(schema, start + at)
            if target is not None:
                found += _named_at(side, target)
    return found


def _named_at(side: Side, target: str) -> list[str]:
    name = side.source.component(target)
    return [] if name is None else [name]


def _below(side: Side, at: str) -> list[str]:
    """Return the components that a component refers to, directly or not."""
    found: dict[str, None] = {}
    waiting = [at]
    while waiting:
        here = waiting.pop()
        side.source.spend(1, here)
        for below, schema, _, _ in references_below(side.source, side.source.node(here), NO_MASK):
            target = side.source.reference(schema, here + below)
            name = None if target is None else side.source.component(target)
            if target is not None and name is not None and name not in found:
                found[name] = None
                waiting.append(target)
    return list(found)
