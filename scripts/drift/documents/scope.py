"""Which operations are looked at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.documents.operations import Key, Operation, operations_of, plain_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from scripts.oas.document import Document

_PREFIX = re.compile(r"api|openapi|rest|v\d+\w*|\{\}", re.IGNORECASE)  # segments that say nothing about the subject


@frozen(kw_only=True)
class Scope:
    """The operations in view, in both documents.

    Attributes:
        operations: Method (in capitals) and path (its placeholders unnamed: ``/videos/{}``) of each; the path
            of a webhook is ``webhook NAME``. None: all.
    """

    operations: frozenset[Key] | None = None

    def holds(self, method: str, path: str) -> bool:
        """Whether an operation is in view; neither the method's case nor the names of placeholders matter."""
        if self.operations is None:
            return True
        plain = plain_path(path)
        return (method, plain) in self.operations or (method.upper(), plain) in self.operations


def scope_by_words(base: Document, revision: Document, words: Collection[str]) -> Scope:
    """Return what has one of some first tags, or lies at or below one of some paths, in either document.

    Args:
        base: The one document.
        revision: The other one.
        words: Tags, and paths (which start with a slash). None at all stands for everything.

    Raises:
        SpecError: A word fits nothing in either document.
    """
    if not words:
        return Scope()
    found = [*operations_of(base).values(), *operations_of(revision).values()]
    wanted: set[Key] = set()
    for word in words:
        fitting = {operation.key for operation in found if _fits(operation, word)}
        if not fitting:
            kind = "path" if word.startswith("/") else "tag"
            tags = ", ".join(dict.fromkeys(first_tag(operation) for operation in found)) or "none"
            what = f"no operation of either document has the {kind} {word!r}"
            raise revision.error("/paths", what, f"the tags are: {tags}")
        wanted |= fitting
    return Scope(operations=frozenset(wanted))


def scope_of_operations(base: Document, revision: Document, wanted_ids: Collection[str]) -> Scope:
    """Return the base's operations of some ids, their like in the revision, and their neighbours in both.

    Neighbours lie under the same first segments of the path: so a new operation beside ours is seen.

    Raises:
        SpecError: The base has no operation of an id.
    """
    before, after = operations_of(base), operations_of(revision)
    named = [operation for operation in [*before.values(), *after.values()] if _id(operation) in wanted_ids]
    missing = sorted(set(wanted_ids) - {str(_id(operation)) for operation in before.values()})
    if missing:
        raise base.error("/paths", f"there is no operationId {missing[0]!r}", "correct the list of operations")
    starts = {_start(operation.path) for operation in named if not operation.incoming}
    beside = {
        operation.key
        for operation in [*before.values(), *after.values()]
        if not operation.incoming and _start(operation.path) in starts
    }
    return Scope(operations=frozenset(beside | {operation.key for operation in named}))


def first_tag(operation: Operation) -> str:
    """Return the tag that decides on the module."""
    tags = operation.node.listed("tags")
    if tags and not isinstance(tags[0], str):
        raise operation.node.error("tags", "the tag is not text", "write it in quotes")
    return str(tags[0]) if tags else "default"


def in_scope(operations: Iterable[Operation], scope: Scope) -> dict[Key, Operation]:
    """Return the operations that are in view."""
    return {item.key: item for item in operations if scope.operations is None or item.key in scope.operations}


def _id(operation: Operation) -> str | None:
    return operation.node.text("operationId")


def _fits(operation: Operation, word: str) -> bool:
    if word.startswith("/"):
        start, path = plain_path(word.rstrip("/")), plain_path(operation.path)
        return path in (start, word) or path.startswith(f"{start}/")
    return first_tag(operation) == word


def _start(path: str) -> tuple[str, ...]:
    """Return the first segments of a path, up to the one that says what it is about."""
    segments = plain_path(path).strip("/").split("/")
    for number, segment in enumerate(segments):
        if not _PREFIX.fullmatch(segment):
            return tuple(segments[: number + 1])
    return tuple(segments)
