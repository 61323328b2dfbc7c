"""What is said of operations as such: their names, their modules, and how long they are to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from scripts.drift.documents.context import SUNSETS, Both, sunset, sunset_message
from scripts.drift.documents.notes import OWNER, Note, common
from scripts.drift.documents.scope import first_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.drift.documents.context import Work
    from scripts.drift.documents.operations import Operation, Pair
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
        both = Both(pair.base.node, pair.revision.node, pair.sent, OWNER)
        _compare_id(work, both, pair)
        _compare_path(work, pair)
        self._compare_tag(pair)
        self._compare_end(pair)
        work.text(both, OPERATION)
        old, new = pair.base.node.listed("tags"), pair.revision.node.listed("tags")
        if old[:1] == new[:1]:
            work.prose.value(both.base.under("tags"), both.revision.under("tags"), old, new, pair.sent)

    def notes(self) -> list[Note]:
        """Return one note for each change, whichever operations share it."""
        return [_note(same, pairs) for same, pairs in self._found.values()]

    def _add(self, same: _Same, pair: Pair) -> None:
        said = f"{same.kind} {same.before!r} {same.after!r}"
        self._found.setdefault(said, (same, []))[1].append(pair)

    def _compare_tag(self, pair: Pair) -> None:
        old, new = first_tag(pair.base), first_tag(pair.revision)
        if old == new:
            return
        variant = "same" if _python(old) == _python(new) else ""
        said = f"the module stays `{_python(new)}`" if variant else "the module moves"
        message = f"{OWNER} moved from the tag {old!r} to {new!r}: {said}."
        same = _Same(kind="tag-changed", variant=variant, key="tags", before=old, after=new, message=message)
        self._add(same, pair)

    def _compare_end(self, pair: Pair) -> None:
        old, new = pair.base.node.flag("deprecated"), pair.revision.node.flag("deprecated")
        if old is not new:
            kind, said = ("operation-deprecated", "now") if new else ("operation-undeprecated", "no longer")
            message = f"{OWNER} {said} marked as deprecated."
            same = _Same(kind=kind, variant="", key="deprecated", before=old, after=new, message=message)
            self._add(same, pair)
        before, after = sunset(pair.base.node), sunset(pair.revision.node)
        if before != after:
            message = sunset_message(OWNER, before, after)
            same = _Same(kind="sunset-changed", variant="", key="", before=before, after=after, message=message)
            self._add(same, pair)


def _python(name: str) -> str:
    """Return what the generator calls an operation or a tag."""
    from scripts.codegen.views.names import slug  # takes a tenth of a second, and is seldom needed

    return slug(name)


def _note(same: _Same, pairs: Sequence[Pair]) -> Note:
    nodes = sorted(pair.base.node.at for pair in pairs)
    first = min(pairs, key=lambda pair: pair.base.node.at)
    uses = frozenset(pair.sent for pair in pairs)
    listed: list[Json] = [*sorted(pair.label for pair in pairs)]
    is_state = isinstance(same.after, bool)
    return Note(
        kind=same.kind,
        variant=same.variant,
        node=common(nodes),
        subject=OWNER,
        message=same.message.replace(f"{OWNER} now", f"{OWNER} {'is' if len(pairs) == 1 else 'are'} now").replace(
            f"{OWNER} no longer marked", f"{OWNER} {'is' if len(pairs) == 1 else 'are'} no longer marked"
        ),
        uses=uses,
        base=first.base.node.stated(same.key) if same.key else first.base.node.at,
        revision=first.revision.node.stated(same.key) if same.key else first.revision.node.at,
        before=None if is_state else same.before,
        after=listed if is_state else same.after,
    )


def _compare_id(work: Work, both: Both, pair: Pair) -> None:
    old, new = both.base.text("operationId"), both.revision.text("operationId")
    if old == new:
        return
    was = _python(old or f"{pair.base.method} {pair.base.path}")
    now = _python(new or f"{pair.revision.method} {pair.revision.path}")
    variant = "same" if was == now else ""
    message = f"The id of {OWNER} is {new or 'gone'}, it was {old or 'not said'}: the function `{was}` becomes `{now}`."
    if variant:
        message = f"The id of {OWNER} is {new or 'gone'}, it was {old or 'not said'}; the function stays `{now}`."
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
    variant = "same" if pair.base.incoming or all(_python(was) == _python(now) for was, now in names) else ""
    both = Both(old, new, pair.sent, pair.base.path)
    work.changed("path-renamed", both, message, variant=variant, before=pair.base.path, after=pair.revision.path)


def alone(kind: str, operations: Sequence[Operation]) -> Note:
    """Return the one note that all these operations are new, or gone."""
    labels: list[Json] = [*sorted({operation.label for operation in operations})]
    at = sorted(operation.node.at for operation in operations)
    is_new = kind == "operation-added"
    listed = ", ".join(str(label) for label in labels)
    said = ("is new" if is_new else "is gone") if len(labels) == 1 else ("are new" if is_new else "are gone")
    return Note(
        kind=kind,
        node=common(at),
        subject=OWNER,
        message=f"{listed} {said}." if len(labels) == 1 else f"{len(labels)} operations {said}: {listed}.",
        uses=frozenset(operation.sent for operation in operations),
        base=None if is_new else at[0],
        revision=at[0] if is_new else None,
        before=None if is_new else labels,
        after=labels if is_new else None,
    )


def _called(operation: Operation) -> str:
    return f"{operation.label} by {operation.method}" if operation.incoming else operation.label


def moved(pairs: Sequence[Pair]) -> Note:
    """Return the one note that all these operations are called elsewhere, or by another method."""
    ways = sorted((_called(pair.base), _called(pair.revision)) for pair in pairs)
    listed = ", ".join(f"{was} is now {now}" for was, now in ways)
    return Note(
        kind="operation-moved",
        node=common(pair.base.node.at for pair in pairs),
        subject=OWNER,
        message=f"{listed}." if len(ways) == 1 else f"{len(ways)} operations are called elsewhere: {listed}.",
        uses=frozenset(pair.sent for pair in pairs),
        base=min(pair.base.node.at for pair in pairs),
        revision=min(pair.revision.node.at for pair in pairs),
        before=[was for was, _ in ways],
        after=[now for _, now in ways],
    )
