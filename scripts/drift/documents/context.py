"""The state of a comparison: recorded changes, pairs of schemas, and texts for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from scripts.drift.change import Change, one_sided_change, place_of
from scripts.drift.documents.prose import Prose
from scripts.drift.recorder import Recorder
from scripts.oas.prose import EXAMPLES, TEXTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from scripts.drift.change import Use
    from scripts.drift.documents.resolver import Node
    from scripts.drift.schemas.pairs import SchemaPairs
    from scripts.oas.document import Json

SUNSETS = ("x-sunset", "x-sunset-date", "sunset")
"""Keys for the day after which something may be switched off; OpenAPI has none. RFC 8594 has such a header."""

_ALLOWS_ANYTHING = TEXTS | EXAMPLES | {"deprecated", "default"}


@frozen(eq=False)
class NodePair:
    """An object in the base and in the revision.

    Attributes:
        base: In the base.
        revision: In the revision.
        use: The operation that uses it, and the direction.
        subject: Its name for people: ``query parameter limit of GET /videos``.
    """

    base: Node
    revision: Node
    use: Use
    subject: str


@define
class Context:
    """The state of a comparison.

    Attributes:
        pairs: The schemas that are to be compared.
        recorder: The changes.
        prose: The changed texts.
        equal: Pointers into both documents of statements that many operations share, and that are equal.
        moved_servers: Old and new servers, as text -> the first place in each document that states them.
    """

    pairs: SchemaPairs
    recorder: Recorder = field(factory=Recorder)
    prose: Prose = field(factory=Prose)
    equal: set[tuple[str, str]] = field(factory=set[tuple[str, str]])
    moved_servers: dict[str, tuple[Node, Node]] = field(factory=dict[str, "tuple[Node, Node]"])

    def changed(
        self,
        kind: str,
        nodes: NodePair,
        message: str,
        *,
        key: str = "",
        variant: str = "",
        before: Json = None,
        after: Json = None,
    ) -> None:
        """Record a change of an object, at one of its keys."""
        base, revision = nodes.base, nodes.revision
        change = Change(
            kind=kind,
            variant=variant,
            node=base.at,
            subject=nodes.subject,
            before=before,
            after=after,
            base=place_of(base.document, base.pointer_if_stated(key)),
            revision=place_of(revision.document, revision.pointer_if_stated(key)),
            message=message,
        )
        self.recorder.add(change, {nodes.use})

    def added(
        self, kind: str, node: Node, use: Use, subject: str, *, variant: str = "", after: Json, message: str = ""
    ) -> None:
        """Record that an object is new."""
        state = "new"
        if variant in ("required", "optional"):
            state = f"new and {variant}"
        message = message or f"The {subject} is {state}."
        change = one_sided_change(
            kind, node.document, node.at, is_new=True, value=after, subject=subject, message=message, variant=variant
        )
        self.recorder.add(change, {use})

    def removed(
        self, kind: str, node: Node, use: Use, subject: str, *, variant: str = "", before: Json, message: str = ""
    ) -> None:
        """Record that an object is removed."""
        message = message or f"The {subject} is removed."
        change = one_sided_change(
            kind, node.document, node.at, is_new=False, value=before, subject=subject, message=message, variant=variant
        )
        self.recorder.add(change, {use})

    def compare_flag(self, nodes: NodePair, key: str, when_set: tuple[str, str], when_unset: tuple[str, str]) -> None:
        """Record a change of a flag: ``when_set`` and ``when_unset`` have the kind and the text for either change."""
        self.flag_changed(nodes, key, nodes.base.flag(key), nodes.revision.flag(key), when_set, when_unset)

    def flag_changed(
        self, nodes: NodePair, key: str, old: bool, new: bool, when_set: tuple[str, str], when_unset: tuple[str, str]
    ) -> None:
        """Record a change of a flag whose values are computed."""
        if old is not new:
            kind, text = when_set
            if not new:
                kind, text = when_unset
            self.changed(kind, nodes, f"The {nodes.subject} {text}.", key=key, before=old, after=new)

    def compare_prose(self, nodes: NodePair, compared: Collection[str]) -> None:
        """Compare the keys of two objects that are not compared elsewhere: they are for people."""
        self.prose.compare(nodes.base, nodes.revision, nodes.use, compared)

    def compare_lifetime(self, nodes: NodePair) -> None:
        """Compare ``deprecated`` and the sunset of a parameter or header."""
        kind = "deprecated-changed"
        marked, unmarked = (kind, "is now marked as deprecated"), (kind, "is no longer marked as deprecated")
        self.compare_flag(nodes, "deprecated", marked, unmarked)
        before, after = sunset(nodes.base), sunset(nodes.revision)
        if before != after:
            message = sunset_message(f"The {nodes.subject}", before, after)
            self.changed("sunset-changed", nodes, message, before=before, after=after)

    def compare_schemas(self, nodes: NodePair, key: str = "schema") -> None:
        """Add two schemas to those that are to be compared; record it if there is only one."""
        old, new = constrains(nodes.base, key), constrains(nodes.revision, key)
        if key in nodes.base.body and key in nodes.revision.body:
            base, revision = nodes.base.pointer(key), nodes.revision.pointer(key)
            self.pairs.add(base, revision, nodes.use)
            self.recorder.owners[base] = self.recorder.owners[revision] = nodes.subject
        elif old:
            message = f"The {nodes.subject} no longer has a schema."
            self.changed("schema-dropped", nodes, message, key=key, before=old, after=new)
        elif new:
            message = f"The {nodes.subject} now has a schema."
            self.changed("schema-stated", nodes, message, key=key, before=old, after=new)


def constrains(node: Node, key: str) -> bool:
    """Whether there is a schema at a key that refuses any value.

    Raises:
        SpecError: The value is not a schema.
    """
    schema = node.body.get(key, True)
    if isinstance(schema, bool):
        return not schema
    if not isinstance(schema, dict):
        raise node.error(key, "this is no schema", "write keys and values")
    return any(word not in _ALLOWS_ANYTHING for word in schema)


def sunset(node: Node) -> Json:
    """Return the day after which something may be switched off, as the document writes it."""
    return next((node.body[key] for key in SUNSETS if key in node.body), None)


def sunset_message(subject: str, before: Json, after: Json) -> str:
    """Describe a change of that day."""
    if after is None:
        return f"{subject} no longer has a day on which it ends; it was {before}."
    if before is None:
        return f"{subject} may be switched off after {after}."
    return f"{subject} may be switched off after {after}, not {before}."
