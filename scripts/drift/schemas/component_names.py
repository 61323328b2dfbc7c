"""Record components that were renamed, split, merged, written out, lifted, added or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.schemas.source import Hidden, references_below
from scripts.oas.pointers import child_pointer

if TYPE_CHECKING:
    from scripts.drift.schemas.alternatives import Pointers
    from scripts.drift.schemas.graph import Graph, SchemaPair, Side
    from scripts.oas.document import Json

_TYPE_KINDS = frozenset({"enum-opened", "enum-closed", "type-widened", "type-narrowed"})
"""Changes that explain why a class is removed: no second change is recorded for its name."""

Counterparts = dict[str, list["SchemaPair"]]


def record_component_names(graph: Graph) -> None:
    """Record the changes of names at the pairs where the components were compared."""
    # Nothing changes on the wire, but a renamed component is an ImportError for code that imports its class.
    _Names(graph).record()


class _Names:
    """Counterparts of components.

    ``_forward`` has the revision's counterparts of each base component, with the pairs where they were compared;
    ``_backward`` the base's counterparts of each revision component.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._old_names = graph.base.source.components
        self._new_names = graph.revision.source.components
        self._forward: dict[str, Counterparts] = {}
        self._backward: dict[str, Counterparts] = {}
        self._inlined: Counterparts = {}
        self._lifted: Counterparts = {}
        self._recorded: set[tuple[str, str]] = set()
        for old, new, pair in graph.relations:
            self._add(old, new, pair)

    def _add(self, old: str | None, new: str | None, pair: SchemaPair) -> None:
        kinds = {change.kind for change, _ in pair.changes}
        # Two schemas with nothing in common share a place, no more: neither is the other under a new name.
        if pair.unlike or "type-changed" in kinds:
            return
        if old is not None and new is not None:
            self._forward.setdefault(old, {}).setdefault(new, []).append(pair)
            self._backward.setdefault(new, {}).setdefault(old, []).append(pair)
        elif kinds & _TYPE_KINDS:
            return
        elif old is not None and old not in self._new_names:
            self._inlined.setdefault(old, []).append(pair)
        elif new is not None and new not in self._old_names:
            self._lifted.setdefault(new, []).append(pair)

    def record(self) -> None:
        # Splits and merges before renames: a name that is part of one was not renamed.
        for name, others in self._forward.items():
            if not (name in self._new_names and name in others and len(others) == 1):
                self._record_split(name, others)
        for name, others in self._backward.items():
            self._record_merge(name, others)
        for name, others in self._forward.items():
            for other, pairs in others.items():
                if name != other and (name, other) not in self._recorded:
                    self._record_renamed(name, other, pairs)
        for name, pairs in self._inlined.items():
            if name not in self._forward:
                message = f"{name} is written out where it is used"
                self._record("schema-inlined", name, None, name, None, pairs, message)
        for name, pairs in self._lifted.items():
            if name not in self._backward:
                message = f"{name} is a component now; it was written out where it is used"
                self._record("schema-lifted", None, name, None, name, pairs, message)
        self._record_unmatched(is_new=False)
        self._record_unmatched(is_new=True)

    def _parts(self, name: str, others: Counterparts, existing: dict[str, object]) -> set[str]:
        """Return the counterparts of a component that belong to a split or merge, at least two; else nothing."""
        parts = {other for other in others if other == name or other not in existing}
        if name in self._graph.kept and parts:
            parts.add(name)
        if len(parts) < 2:
            return set()
        return parts

    def _record_split(self, name: str, others: Counterparts) -> None:
        parts = self._parts(name, others, self._old_names)
        if parts:
            self._recorded.update((name, part) for part in parts)
            message = f"{name} is now {' and '.join(sorted(parts))}"
            self._record("schema-split", name, None, [name], [*sorted(parts)], _pairs(others, parts), message)

    def _record_merge(self, name: str, others: Counterparts) -> None:
        parts = self._parts(name, others, self._new_names)
        if parts:
            self._recorded.update((part, name) for part in parts)
            message = f"{' and '.join(sorted(parts))} are now {name}"
            self._record("schema-merged", None, name, [*sorted(parts)], [name], _pairs(others, parts), message)

    def _record_renamed(self, old: str, new: str, pairs: list[SchemaPair]) -> None:
        is_removed, is_added = old not in self._new_names, new not in self._old_names
        if is_removed and is_added:
            self._record("schema-renamed", old, new, old, new, pairs, f"{old} is now called {new}")
        elif is_removed:
            self._record("schema-merged", old, new, [old], [new], pairs, f"{old} is removed; {new} replaces it")
        elif is_added:
            self._record("schema-split", old, new, [old], [new], pairs, f"{new} replaces {old} in places")
        else:
            self._record("schema-exchanged", old, new, old, new, pairs, f"{new} replaces {old}")

    def _record(
        self,
        kind: str,
        old: str | None,
        new: str | None,
        before: Json,
        after: Json,
        pairs: list[SchemaPair],
        message: str,
    ) -> None:
        old_at, new_at = _pointer(old), _pointer(new)
        for pair in dict.fromkeys(pairs):
            pair.record(kind, old_at, new_at, before, after, message)

    def _record_unmatched(self, *, is_new: bool) -> None:
        """Record the components that only one document has and that replace nothing in the other."""
        side, unmatched = self._graph.base, self._graph.removed
        explained = {*self._forward, *self._inlined, *self._new_names}
        if is_new:
            side, unmatched = self._graph.revision, self._graph.added
            explained = {*self._backward, *self._lifted, *self._old_names}
        for pointers, pair, hidden in unmatched:
            for name in dict.fromkeys(_components_of(side, pointers)):
                if name not in explained:
                    self._record_one(side, pair, name, explained, hidden, is_new=is_new)

    def _record_one(
        self, side: Side, pair: SchemaPair, name: str, explained: set[str], hidden: Hidden, *, is_new: bool
    ) -> None:
        at = child_pointer("/components/schemas", name)
        others = sorted({*_components_below(side, at)} - {name} - explained)
        value: Json = name
        more = ""
        if others:
            value, more = [name, *others], f", with {', '.join(others)}"
        if is_new:
            pair.record("schema-added", None, at, None, value, f"{name} is new{more}", hidden=hidden)
        else:
            pair.record("schema-removed", at, None, value, None, f"{name} is removed{more}", hidden=hidden)


def _pointer(name: str | None) -> str | None:
    if name is None:
        return None
    return child_pointer("/components/schemas", name)


def _pairs(others: Counterparts, parts: set[str]) -> list[SchemaPair]:
    return [pair for name, pairs in others.items() if name in parts for pair in pairs]


def _targets(side: Side, at: str) -> list[tuple[str, str]]:
    """Return pointer and name of the components that a schema refers to directly."""
    source = side.source
    targets: list[tuple[str, str]] = []
    for below, schema, _, _ in references_below(source, source.node(at)):
        target = source.reference(schema, at + below)
        if target is not None and (name := source.component(target)) is not None:
            targets.append((target, name))
    return targets


def _components_of(side: Side, pointers: Pointers) -> list[str]:
    """Return the component that a schema is, or those that it refers to directly."""
    names: list[str] = []
    for at in pointers:
        own = side.source.component(at)
        if own is None:
            names += [name for _, name in _targets(side, at)]
        else:
            names.append(own)
    return names


def _components_below(side: Side, at: str) -> list[str]:
    """Return the components that a component refers to, directly or not."""
    names: dict[str, None] = {}
    remaining = [at]
    while remaining:
        pointer = remaining.pop()
        side.source.spend(1, pointer)
        for target, name in _targets(side, pointer):
            if name not in names:
                names[name] = None
                remaining.append(target)
    return list(names)
