"""What changed between two OpenAPI documents, one entry for each cause, with its verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from scripts.drift.change import Direction, Use
from scripts.drift.documents.bodies import compare_bodies
from scripts.drift.documents.callbacks import pairs_of_callbacks
from scripts.drift.documents.context import Both, Work
from scripts.drift.documents.operation_metadata import Standing, record_alone, record_moved
from scripts.drift.documents.operations import ALL_METHODS, Pair, moves_of, operations_of
from scripts.drift.documents.parameters import compare_parameters
from scripts.drift.documents.resolver import top
from scripts.drift.documents.responses import compare_responses
from scripts.drift.documents.scope import Scope, scope_by_words, scope_of_operations
from scripts.drift.documents.security import Schemes, compare_security
from scripts.drift.documents.servers import compare_servers
from scripts.drift.schemas.pairs import SchemaPairs

if TYPE_CHECKING:
    from scripts.drift.change import Change
    from scripts.drift.documents.operations import Key, Operation
    from scripts.oas.document import Document

__all__ = ["Comparison", "Scope", "compare", "scope_by_words", "scope_of_operations"]

_ROOT = frozenset({"openapi", "paths", "webhooks", "components", "servers", "security"})
_ITEM = frozenset({"parameters", "servers", "additionalOperations", "$ref", *ALL_METHODS})


@frozen(kw_only=True)
class Comparison:
    """What changed.

    Attributes:
        changes: The most harmful first; those of prose are included, with the client verdict ``docs``.
    """

    changes: tuple[Change, ...]


def compare(base: Document, revision: Document, scope: Scope | None = None) -> Comparison:
    """Compare two documents.

    Args:
        base: The document that we have.
        revision: The one that it is held against.
        scope: The operations in view; None: all.

    Raises:
        SpecError: A part in view has not the shape that it must have, or a reference leads nowhere.
    """
    walk = _Walk(base, revision, scope or Scope())
    walk.operations()
    recorder = walk.work.recorder
    walk.standing.record(recorder)
    walk.work.prose.record(recorder, base, revision)
    walk.work.pairs.record(recorder)
    return Comparison(changes=recorder.changes())


@define
class _Walk:
    """Goes through two documents, operation by operation."""

    base: Document
    revision: Document
    scope: Scope
    work: Work = field(init=False)
    standing: Standing = field(factory=Standing)
    schemes: Schemes = field(init=False)
    alone: dict[str, list[Operation]] = field(factory=dict[str, "list[Operation]"])
    moved: list[Pair] = field(factory=list[Pair])
    seen: set[tuple[str, str, str]] = field(factory=set[tuple[str, str, str]])

    def __attrs_post_init__(self) -> None:
        self.work = Work(SchemaPairs(self.base, self.revision))
        self.schemes = Schemes.of(self.base, self.revision)

    def operations(self) -> None:
        """Compare all that is in view."""
        old, new = self._in_view(self.base), self._in_view(self.revision)
        self._all(old, new)
        for kind, found in self.alone.items():
            record_alone(self.work.recorder, kind, found)
        if self.moved:
            record_moved(self.work.recorder, self.moved)
        whole = Both(top(self.base), top(self.revision), Use(operation="", direction=Direction.REQUEST), "the document")
        self.work.text(whole, _ROOT)

    def _in_view(self, document: Document) -> dict[Key, Operation]:
        found = operations_of(document)
        wanted = self.scope.operations
        return found if wanted is None else {key: operation for key, operation in found.items() if key in wanted}

    def _all(self, old: dict[Key, Operation], new: dict[Key, Operation]) -> None:
        for key, operation in old.items():
            if key in new:
                self._pair(Pair(operation, new[key]))
        gone = [operation for key, operation in old.items() if key not in new]
        fresh = [operation for key, operation in new.items() if key not in old]
        pairs = moves_of(gone, fresh)
        self.moved += pairs
        for pair in pairs:
            self._pair(pair)
        there = {id(operation) for pair in pairs for operation in (pair.base, pair.revision)}
        for kind, operations in (("operation-removed", gone), ("operation-added", fresh)):
            left = [operation for operation in operations if id(operation) not in there]
            if left:
                self.alone.setdefault(kind, []).extend(left)

    def _pair(self, pair: Pair) -> None:
        key = (pair.base.node.at, pair.revision.node.at, pair.label.partition(" callback ")[0])
        if key in self.seen:
            return  # a callback that leads back to itself
        self.seen.add(key)
        self.standing.compare(self.work, pair)
        compare_parameters(self.work, pair)
        compare_bodies(self.work, pair)
        compare_responses(self.work, pair)
        if not pair.base.incoming:
            compare_servers(self.work, pair)
        compare_security(self.work, pair, self.schemes)
        for old, new in zip(pair.base.item, pair.revision.item, strict=False):
            self.work.text(Both(old, new, pair.sent, pair.base.path), _ITEM)
        for before, after in pairs_of_callbacks(self.work, pair):
            self._all(before, after)
