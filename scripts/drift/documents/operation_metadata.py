"""What is said of operations as such: their names, their modules, and how long they are to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from scripts.drift.change import Change, place_of
from scripts.drift.documents.context import SUNSETS, Both, sunset, sunset_message
from scripts.drift.documents.scope import first_tag
from scripts.drift.recorder import OPERATIONS, nearest_common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.drift.documents.context import Work
    from scripts.drift.documents.operations import Operation, Pair
    from scripts.drift.recorder import Recorder
    from scripts.oas.document import Json

OPERATION = frozenset(
    {"operationId", "tags", "deprecated", "parameters", "requestBody", "responses", "callbacks", "security", "servers"}
    | set(SUNSETS)
)
"""The keys of an operation that are looked at somewhere."""


@frozen(kw_only=True)
class _Same:
    """A change that several operations may share."""

    kind: str
    variant: str
    key: str
    before: Json
    after: Json
    message: str


@define
class Standing:
    """Collects what changed alike for several operations, which is one cause."""

    _found: dict[str, tuple[_Same, list[Pair]]] = field(factory=dict[str, "tuple[_Same, list[Pair]]"])

    def compare(self, work: Work, pair: Pair) -> None:
        """Compare what two operations say of themselves.

        Raises:
            SpecError: One of the values is not of the type that it must be.
        """
        both = Both(pair.base.node, pair.revision.node, pair.sent, OPERATIONS)
        _compare_id(work, both, pair)
        _compare_path(work, pair)
        self._compare_tag(pair)
        self._compare_end(pair)
        work.text(both, OPERATION)
        old, new = pair.base.node.listed("tags"), pair.revision.node.listed("tags")
        if old[:1] == new[:1]:
            work.prose.value(both.base.under("tags"), both.revision.under("tags"), old, new, pair.sent)

    def record(self, recorder: Recorder) -> None:
        """Record one change for all operations that share it."""
        for same, pairs in self._found.values():
            recorder.add(_change(same, pairs), [pair.sent for pair in pairs])

    def _add(self, same: _Same, pair: Pair) -> None:
        said = f"{same.kind} {same.before!r} {same.after!r}"
        self._found.setdefault(said, (same, []))[1].append(pair)

    def _compare_tag(self, pair: Pair) -> None:
        old, new = first_tag(pair.base), first_tag(pair.revision)
        if old == new:
            return
        variant = "same-name" if _python(old) == _python(new) else "renamed"
        said = f"the module stays `{_python(new)}`" if variant == "same-name" else "the module moves"
        message = f"{OPERATIONS} moved from the tag {old!r} to {new!r}: {said}."
        same = _Same(kind="tag-changed", variant=variant, key="tags", before=old, after=new, message=message)
        self._add(same, pair)

    def _compare_end(self, pair: Pair) -> None:
        old, new = pair.base.node.flag("deprecated"), pair.revision.node.flag("deprecated")
        if old is not new:
            kind, said = ("operation-deprecated", "now") if new else ("operation-undeprecated", "no longer")
            message = f"{OPERATIONS} {said} marked as deprecated."
            same = _Same(kind=kind, variant="", key="deprecated", before=old, after=new, message=message)
            self._add(same, pair)
        before, after = sunset(pair.base.node), sunset(pair.revision.node)
        if before != after:
            message = sunset_message(OPERATIONS, before, after)
            same = _Same(kind="sunset-changed", variant="", key="", before=before, after=after, message=message)
            self._add(same, pair)


def _python(name: str) -> str:
    """Return what the generator calls an operation or a tag."""
    from scripts.codegen.views.names import slug  # takes a tenth of a second, and is seldom needed

    return slug(name)


def _change(same: _Same, pairs: Sequence[Pair]) -> Change:
    first = min(pairs, key=lambda pair: pair.base.node.at)
    base, revision = first.base.node, first.revision.node
    listed: list[Json] = [*sorted(pair.label for pair in pairs)]
    is_state = isinstance(same.after, bool)
    verb = "is" if len(pairs) == 1 else "are"
    message = same.message.replace(f"{OPERATIONS} now", f"{OPERATIONS} {verb} now")
    return Change(
        kind=same.kind,
        variant=same.variant,
        node=nearest_common(pair.base.node.at for pair in pairs),
        subject=OPERATIONS,
        before=None if is_state else same.before,
        after=listed if is_state else same.after,
        base=place_of(base.document, base.stated(same.key) if same.key else base.at),
        revision=place_of(revision.document, revision.stated(same.key) if same.key else revision.at),
        message=message.replace(f"{OPERATIONS} no longer marked", f"{OPERATIONS} {verb} no longer marked"),
    )


def _compare_id(work: Work, both: Both, pair: Pair) -> None:
    old, new = both.base.text("operationId"), both.revision.text("operationId")
    if old == new:
        return
    was = _python(old or f"{pair.base.method} {pair.base.path}")
    now = _python(new or f"{pair.revision.method} {pair.revision.path}")
    variant = "same-name" if was == now else "renamed"
    message = (
        f"The id of {OPERATIONS} is {new or 'gone'}, it was {old or 'not said'}: the function `{was}` becomes `{now}`."
    )
    if variant == "same-name":
        message = f"The id of {OPERATIONS} is {new or 'gone'}, it was {old or 'not said'}; the function stays `{now}`."
    work.changed("operation-id-changed", both, message, key="operationId", variant=variant, before=old, after=new)


def _compare_path(work: Work, pair: Pair) -> None:
    elsewhere = pair.base.key != pair.revision.key
    if pair.base.path == pair.revision.path or len(pair.base.placeholders) != len(pair.revision.placeholders):
        return
    old, new = pair.base.item[0], pair.revision.item[0]
    names = [*zip(pair.base.placeholders, pair.revision.placeholders, strict=True)]
    renamed = [f"`{was}` is now `{now}`" for was, now in names if was != now]
    if elsewhere and not renamed:
        return
    message = f"The placeholders of {pair.base.path} have other names: {', '.join(renamed)}."
    same = pair.base.incoming or all(_python(was) == _python(now) for was, now in names)
    variant = "same-name" if same else "renamed"
    both = Both(old, new, pair.sent, pair.base.path)
    work.changed("path-renamed", both, message, variant=variant, before=pair.base.path, after=pair.revision.path)


def record_alone(recorder: Recorder, kind: str, operations: Sequence[Operation]) -> None:
    """Record the one change that all these operations are new, or removed."""
    labels: list[Json] = [*sorted({operation.label for operation in operations})]
    nodes = sorted((operation.node for operation in operations), key=lambda node: node.at)
    is_new = kind == "operation-added"
    verb = "is" if len(labels) == 1 else "are"
    state = f"{verb} new" if is_new else f"{verb} removed"
    listed = ", ".join(map(str, labels))
    place = place_of(nodes[0].document, nodes[0].at)
    change = Change(
        kind=kind,
        node=nearest_common(node.at for node in nodes),
        subject=OPERATIONS,
        before=None if is_new else labels,
        after=labels if is_new else None,
        base=None if is_new else place,
        revision=place if is_new else None,
        message=f"{listed} {state}." if len(labels) == 1 else f"{len(labels)} operations {state}: {listed}.",
    )
    recorder.add(change, [operation.sent for operation in operations])


def _called(operation: Operation) -> str:
    return f"{operation.label} by {operation.method}" if operation.incoming else operation.label


def record_moved(recorder: Recorder, pairs: Sequence[Pair]) -> None:
    """Record the one change that all these operations have another path, or another method."""
    ways = sorted((_called(pair.base), _called(pair.revision)) for pair in pairs)
    listed = ", ".join(f"{was} is now {now}" for was, now in ways)
    base = min((pair.base.node for pair in pairs), key=lambda node: node.at)
    revision = min((pair.revision.node for pair in pairs), key=lambda node: node.at)
    change = Change(
        kind="operation-moved",
        node=nearest_common(pair.base.node.at for pair in pairs),
        subject=OPERATIONS,
        before=[was for was, _ in ways],
        after=[now for _, now in ways],
        base=place_of(base.document, base.at),
        revision=place_of(revision.document, revision.at),
        message=f"{listed}." if len(ways) == 1 else f"{len(ways)} operations moved: {listed}.",
    )
    recorder.add(change, [pair.sent for pair in pairs])
