"""Choose the operations to compare."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.documents.operations import ComparedOperation, Key, operations_of
from scripts.oas.operations import unnamed_path

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scripts.oas.document import Document

_GENERAL = re.compile(r"api|openapi|rest|v\d+\w*|\{\}", re.IGNORECASE)  # path segments that name no resource


@frozen(kw_only=True)
class Scope:
    """The operations to compare, in both documents.

    Attributes:
        operations: Method (in capitals) and path (with unnamed placeholders: ``/videos/{}``) of each; the path of a
            webhook is ``webhook NAME``. None: all.
    """

    operations: frozenset[Key] | None = None

    def holds(self, method: str, path: str) -> bool:
        """Whether an operation is in scope; the case of the method and the names of placeholders are ignored."""
        if self.operations is None:
            return True
        unnamed = unnamed_path(path)
        return (method, unnamed) in self.operations or (method.upper(), unnamed) in self.operations


def in_scope(operations: Mapping[Key, ComparedOperation], scope: Scope) -> dict[Key, ComparedOperation]:
    """Return the operations that are in scope."""
    return {key: item for key, item in operations.items() if scope.operations is None or key in scope.operations}


def scope_by_words(base: Document, revision: Document, words: Collection[str]) -> Scope:
    """Return the operations of both documents with one of some first tags, or at or below one of some paths.

    Args:
        base: The old document.
        revision: The new document.
        words: Tags, and paths (which start with a slash); empty for all operations.

    Raises:
        SpecError: A word matches no operation of either document.
    """
    if not words:
        return Scope()
    operations = [*operations_of(base).values(), *operations_of(revision).values()]
    keys: set[Key] = set()
    for word in words:
        matching = {operation.key for operation in operations if _matches(operation, word)}
        if not matching:
            kind = "tag"
            if word.startswith("/"):
                kind = "path"
            tags = ", ".join(dict.fromkeys(first_tag(operation) for operation in operations)) or "none"
            what = f"no operation of either document has the {kind} {word!r}"
            raise revision.error("/paths", what, f"the tags are: {tags}")
        keys |= matching
    return Scope(operations=frozenset(keys))


def scope_of_operations(base: Document, revision: Document, ids: Collection[str]) -> Scope:
    """Return the base's operations of some ids, those of the same ids in the revision, and their neighbours in both.

    Neighbours are under the same first segments of the path, so that a new operation beside them is reported.

    Raises:
        SpecError: The base has no operation of an id.
    """
    old, new = operations_of(base).values(), operations_of(revision).values()
    missing = sorted(set(ids) - {str(operation.node.text("operationId")) for operation in old})
    if missing:
        raise base.error("/paths", f"there is no operationId {missing[0]!r}", "correct the list of operations")
    named = [operation for operation in [*old, *new] if operation.node.text("operationId") in ids]
    # A client has some of the operations of a document; a new one beside them is of interest, any other is not.
    resources = {_resource(operation.path) for operation in named if not operation.incoming}
    neighbours = {
        operation.key for operation in [*old, *new] if not operation.incoming and _resource(operation.path) in resources
    }
    return Scope(operations=frozenset(neighbours | {operation.key for operation in named}))


def first_tag(operation: ComparedOperation) -> str:
    """Return the tag that names the module of an operation; ``default`` without tags."""
    for tag in operation.node.list_at("tags"):
        if not isinstance(tag, str):
            raise operation.node.error("tags", "the tag is not text", "write it in quotes")
        return tag
    return "default"


def _matches(operation: ComparedOperation, word: str) -> bool:
    if word.startswith("/"):
        start, path = unnamed_path(word.rstrip("/")), unnamed_path(operation.path)
        return path in (start, word) or path.startswith(f"{start}/")
    return first_tag(operation) == word


def _resource(path: str) -> tuple[str, ...]:
    """Return the first segments of a path, up to the one that names a resource."""
    segments = unnamed_path(path).strip("/").split("/")
    for index, segment in enumerate(segments):
        if not _GENERAL.fullmatch(segment):
            return tuple(segments[: index + 1])
    return tuple(segments)
