"""Compare the ids, tags, paths and lifetimes of operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from scripts.drift.change import Change, one_sided_change, place_of
from scripts.drift.documents.context import SUNSETS, NodePair, sunset, sunset_message
from scripts.drift.documents.scope import first_tag
from scripts.drift.recorder import OPERATIONS, nearest_common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.drift.documents.context import Context
    from scripts.drift.documents.operations import ComparedOperation, OperationPair
    from scripts.drift.recorder import Recorder
    from scripts.oas.document import Json

_COMPARED = frozenset(
    {"operationId", "tags", "deprecated", "parameters", "requestBody", "responses", "callbacks", "security", "servers"}
    | set(SUNSETS)
)
_VERB = "\1"
"""Placeholder in messages for ``is`` or ``are``."""


@frozen(kw_only=True)
class _Shared:
    """A change that several operations may share."""

    kind: str
    variant: str = ""
    key: str = ""
    before: Json
    after: Json
    message: str


@define
class OperationMetadata:
    """Collects changes that are equal for several operations: they have one cause."""

    _pairs: dict[str, tuple[_Shared, list[OperationPair]]] = field(
        factory=dict[str, "tuple[_Shared, list[OperationPair]]"]
    )

    def compare(self, context: Context, pair: OperationPair) -> None:
        """Compare two operations.

        Raises:
            SpecError: A value has a wrong type.
        """
        old, new = pair.nodes
        nodes = NodePair(old, new, pair.base.request_use, OPERATIONS)
        _compare_id(context, nodes, pair)
        _compare_path(context, pair)
        self._compare_tag(pair)
        self._compare_lifetime(pair)
        context.compare_prose(nodes, _COMPARED)
        before, after = old.list_at("tags"), new.list_at("tags")
        if before[:1] == after[:1]:  # the generator names the module by the first tag; the others are for people
            context.prose.compare_values(old.pointer("tags"), new.pointer("tags"), before, after, nodes.use)

    def record(self, recorder: Recorder) -> None:
        """Record one change for all operations that share it."""
        for shared, pairs in self._pairs.values():
            recorder.add(_change(shared, pairs), [pair.base.request_use for pair in pairs])

    def _add(self, shared: _Shared, pair: OperationPair) -> None:
        key = f"{shared.kind} {shared.before!r} {shared.after!r}"
        self._pairs.setdefault(key, (shared, []))[1].append(pair)

    def _compare_tag(self, pair: OperationPair) -> None:
        old, new = first_tag(pair.base), first_tag(pair.revision)
        if old == new:
            return
        variant, effect = "renamed", "the module moves"
        if _python_name(old) == _python_name(new):
            variant, effect = "same-name", f"the module stays `{_python_name(new)}`"
        message = f"{OPERATIONS} moved from the tag {old!r} to {new!r}: {effect}."
        shared = _Shared(kind="tag-changed", variant=variant, key="tags", before=old, after=new, message=message)
        self._add(shared, pair)

    def _compare_lifetime(self, pair: OperationPair) -> None:
        base, revision = pair.nodes
        old, new = base.flag("deprecated"), revision.flag("deprecated")
        if old is not new:
            kind, word = "operation-undeprecated", "no longer"
            if new:
                kind, word = "operation-deprecated", "now"
            message = f"{OPERATIONS} {_VERB} {word} marked as deprecated."
            self._add(_Shared(kind=kind, key="deprecated", before=old, after=new, message=message), pair)
        before, after = sunset(base), sunset(revision)
        if before != after:
            message = sunset_message(OPERATIONS, before, after)
            self._add(_Shared(kind="sunset-changed", before=before, after=after, message=message), pair)


def _python_name(name: str) -> str:
    """Return the generator's name of an operation or a tag."""
    from scripts.codegen.names import slug  # the import takes 0.1 s, and is seldom needed

    return slug(name)


def _change(shared: _Shared, pairs: Sequence[OperationPair]) -> Change:
    base, revision = min(pairs, key=lambda pair: pair.base.node.at).nodes
    before, after = shared.before, shared.after
    if isinstance(after, bool):  # which operations have the flag now says more than ``false`` and ``true``
        before, after = None, [*sorted(pair.base.label for pair in pairs)]
    return Change(
        kind=shared.kind,
        variant=shared.variant,
        node=nearest_common(pair.base.node.at for pair in pairs),
        subject=OPERATIONS,
        before=before,
        after=after,
        base=place_of(base.document, base.pointer_if_stated(shared.key)),
        revision=place_of(revision.document, revision.pointer_if_stated(shared.key)),
        message=shared.message.replace(_VERB, _verb(pairs)),
    )


def _verb(items: Sequence[object]) -> str:
    if len(items) == 1:
        return "is"
    return "are"


def _compare_id(context: Context, nodes: NodePair, pair: OperationPair) -> None:
    old, new = nodes.base.text("operationId"), nodes.revision.text("operationId")
    if old == new:
        return
    was = _python_name(old or f"{pair.base.method} {pair.base.path}")
    now = _python_name(new or f"{pair.revision.method} {pair.revision.path}")
    variant, effect = "renamed", f"the function `{was}` becomes `{now}`"
    if was == now:
        variant, effect = "same-name", f"the function stays `{now}`"
    message = f"The id of {OPERATIONS} is {new or 'missing'}, it was {old or 'missing'}: {effect}."
    context.changed("operation-id-changed", nodes, message, key="operationId", variant=variant, before=old, after=new)


def _compare_path(context: Context, pair: OperationPair) -> None:
    """Compare the names of placeholders; a path that differs in anything else is a moved operation."""
    old, new = pair.base, pair.revision
    if old.path == new.path or len(old.placeholders) != len(new.placeholders):
        return
    names = [*zip(old.placeholders, new.placeholders, strict=True)]
    renamed = [f"`{was}` is now `{now}`" for was, now in names if was != now]
    if old.key != new.key and not renamed:
        return
    message = f"The placeholders of {old.path} have other names: {', '.join(renamed)}."
    variant = "renamed"
    if old.incoming or all(_python_name(was) == _python_name(now) for was, now in names):
        variant = "same-name"
    nodes = NodePair(old.item[0], new.item[0], old.request_use, old.path)
    context.changed("path-renamed", nodes, message, variant=variant, before=old.path, after=new.path)


def record_one_sided(recorder: Recorder, kind: str, operations: Sequence[ComparedOperation]) -> None:
    """Record one change for all operations that are new, or removed."""
    labels = sorted({operation.label for operation in operations})
    first = min((operation.node for operation in operations), key=lambda node: node.at)
    is_new = kind == "operation-added"
    state = f"{_verb(labels)} removed"
    if is_new:
        state = f"{_verb(labels)} new"
    message = _counted(labels, f"{state}: ", f" {state}")
    change = one_sided_change(
        kind, first.document, first.at, is_new=is_new, value=[*labels], subject=OPERATIONS, message=message
    )
    node = nearest_common(operation.node.at for operation in operations)
    recorder.add(evolve(change, node=node), [operation.request_use for operation in operations])


def record_moved(recorder: Recorder, pairs: Sequence[OperationPair]) -> None:
    """Record one change for all operations that have another path or method."""
    moves = sorted((_label(pair.base), _label(pair.revision)) for pair in pairs)
    base = min((pair.base.node for pair in pairs), key=lambda node: node.at)
    revision = min((pair.revision.node for pair in pairs), key=lambda node: node.at)
    change = Change(
        kind="operation-moved",
        node=nearest_common(pair.base.node.at for pair in pairs),
        subject=OPERATIONS,
        before=[was for was, _ in moves],
        after=[now for _, now in moves],
        base=place_of(base.document, base.at),
        revision=place_of(revision.document, revision.at),
        message=_counted([f"{was} is now {now}" for was, now in moves], "moved: "),
    )
    recorder.add(change, [pair.base.request_use for pair in pairs])


def _counted(texts: Sequence[str], many: str, one: str = "") -> str:
    """Return a sentence about one operation, or about several with their number."""
    if len(texts) == 1:
        return f"{texts[0]}{one}."
    return f"{len(texts)} operations {many}{', '.join(texts)}."


def _label(operation: ComparedOperation) -> str:
    if operation.incoming:
        return f"{operation.label} by {operation.method}"
    return operation.label
