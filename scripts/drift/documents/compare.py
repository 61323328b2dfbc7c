"""Compare two OpenAPI documents, operation by operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from scripts.drift.change import Change, Direction, Use
from scripts.drift.documents.bodies import compare_bodies
from scripts.drift.documents.context import Context, NodePair
from scripts.drift.documents.operation_metadata import OperationMetadata, record_moved, record_one_sided
from scripts.drift.documents.operations import OperationPair, matching_callbacks, moved_pairs, operations_of
from scripts.drift.documents.parameters import compare_parameters
from scripts.drift.documents.resolver import root_of
from scripts.drift.documents.responses import compare_responses
from scripts.drift.documents.scope import Scope, in_scope
from scripts.drift.documents.security import Schemes, compare_security
from scripts.drift.documents.servers import compare_servers
from scripts.drift.schemas.pairs import SchemaPairs
from scripts.oas.operations import ALL_METHODS

if TYPE_CHECKING:
    from scripts.drift.documents.operations import ComparedOperation, Key
    from scripts.oas.document import Document

_COMPARED_IN_ROOT = frozenset({"openapi", "paths", "webhooks", "components", "servers", "security"})
_COMPARED_IN_ITEM = frozenset({"parameters", "servers", "additionalOperations", "$ref", *ALL_METHODS})


def compare(base: Document, revision: Document, scope: Scope | None = None) -> tuple[Change, ...]:
    """Return the changes between two documents: one for each cause, the most harmful first, prose included.

    Args:
        base: The old document.
        revision: The new document.
        scope: The operations to compare; None: all.

    Raises:
        SpecError: A part in scope has a wrong type, or a reference leads nowhere.
    """
    scope = scope or Scope()
    walk = _Walk(Context(SchemaPairs(base, revision)), Schemes.of(base, revision))
    walk.compare(in_scope(operations_of(base), scope), in_scope(operations_of(revision), scope))
    context, recorder = walk.context, walk.context.recorder
    # Only now: the callbacks of an operation that both have may be new or removed, too.
    for kind, operations in (("operation-removed", walk.removed), ("operation-added", walk.added)):
        if operations:
            record_one_sided(recorder, kind, operations)
    if walk.moved:
        record_moved(recorder, walk.moved)
    document_use = Use(operation="", direction=Direction.REQUEST)
    context.compare_prose(NodePair(root_of(base), root_of(revision), document_use, "the document"), _COMPARED_IN_ROOT)
    walk.metadata.record(recorder)
    context.prose.record(recorder, base, revision)
    context.pairs.record(recorder)
    return recorder.changes()


@define
class _Walk:
    """Compares pairs of operations, and collects the operations without a counterpart."""

    context: Context
    schemes: Schemes
    metadata: OperationMetadata = field(factory=OperationMetadata)
    removed: list[ComparedOperation] = field(factory=list["ComparedOperation"])
    added: list[ComparedOperation] = field(factory=list["ComparedOperation"])
    moved: list[OperationPair] = field(factory=list[OperationPair])
    _compared: set[tuple[str, str, str]] = field(factory=set[tuple[str, str, str]])

    def compare(self, old: dict[Key, ComparedOperation], new: dict[Key, ComparedOperation]) -> None:
        """Compare operations with the same method and path, and moved ones."""
        for key, operation in old.items():
            if key in new:
                self._compare_pair(OperationPair(operation, new[key]))
        removed = [operation for key, operation in old.items() if key not in new]
        added = [operation for key, operation in new.items() if key not in old]
        moved = moved_pairs(removed, added)
        for pair in moved:
            self._compare_pair(pair)
        self.moved += moved
        matched = {id(operation) for pair in moved for operation in (pair.base, pair.revision)}
        self.removed += [operation for operation in removed if id(operation) not in matched]
        self.added += [operation for operation in added if id(operation) not in matched]

    def _compare_pair(self, pair: OperationPair) -> None:
        key = (pair.base.node.at, pair.revision.node.at, pair.base.label.partition(" callback ")[0])
        if key in self._compared:
            return  # a callback may refer to the path item that it belongs to
        self._compared.add(key)
        self.metadata.compare(self.context, pair)
        compare_parameters(self.context, pair)
        compare_bodies(self.context, pair)
        compare_responses(self.context, pair)
        # A webhook is sent to an address of ours: the servers of the document say nothing about it.
        if not pair.base.incoming:
            compare_servers(self.context, pair)
        compare_security(self.context, pair, self.schemes)
        for old, new in zip(pair.base.item, pair.revision.item, strict=False):
            nodes = NodePair(old, new, pair.base.request_use, pair.base.path)
            self.context.compare_prose(nodes, _COMPARED_IN_ITEM)
        for before, after in matching_callbacks(self.context, pair):
            self.compare(before, after)
