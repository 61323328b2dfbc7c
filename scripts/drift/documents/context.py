"""What the rooms of the comparison share: the notes, the pairs of schemas, and the text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from scripts.drift.change import Change, place_of
from scripts.drift.documents.prose import Prose
from scripts.drift.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Collection

    from scripts.drift.change import Use
    from scripts.drift.documents.resolver import Node
    from scripts.drift.schemas.pairs import SchemaPairs
    from scripts.oas.document import Json

SUNSETS = ("x-sunset", "x-sunset-date", "sunset")
"""Keys under which documents say after which day something may be switched off."""


@frozen(eq=False)
class Both:
    """An object as it was and as it is, and who uses it.

    Attributes:
        base: As it was.
        revision: As it is.
        use: The operation, and who sends the object.
        subject: What a person calls it: ``query parameter limit of GET /videos``.
    """

    base: Node
    revision: Node
    use: Use
    subject: str


@define
class Work:
    """Where all rooms put what they find."""

    pairs: SchemaPairs
    recorder: Recorder = field(factory=Recorder)
    prose: Prose = field(factory=Prose)
    same: set[tuple[str, str]] = field(factory=set[tuple[str, str]])
    """Pointers of statements that many operations share and that were found to say the same."""

    def changed(
        self,
        kind: str,
        both: Both,
        message: str,
        *,
        key: str = "",
        variant: str = "",
        before: Json = None,
        after: Json = None,
    ) -> None:
        """Record that something differs between two objects, at one of their keys."""
        base, revision = both.base, both.revision
        change = Change(
            kind=kind,
            variant=variant,
            node=base.at,
            subject=both.subject,
            before=before,
            after=after,
            base=place_of(base.document, base.stated(key) if key else base.at),
            revision=place_of(revision.document, revision.stated(key) if key else revision.at),
            message=message,
        )
        self.recorder.add(change, {both.use})

    def added(
        self, kind: str, node: Node, use: Use, subject: str, message: str, *, variant: str = "", after: Json
    ) -> None:
        """Record that an object is new."""
        place = place_of(node.document, node.at)
        change = Change(
            kind=kind,
            variant=variant,
            node=node.at,
            subject=subject,
            before=None,
            after=after,
            base=None,
            revision=place,
            message=message,
        )
        self.recorder.add(change, {use})

    def removed(
        self, kind: str, node: Node, use: Use, subject: str, message: str, *, variant: str = "", before: Json
    ) -> None:
        """Record that an object was removed."""
        place = place_of(node.document, node.at)
        change = Change(
            kind=kind,
            variant=variant,
            node=node.at,
            subject=subject,
            before=before,
            after=None,
            base=place,
            revision=None,
            message=message,
        )
        self.recorder.add(change, {use})

    def text(self, both: Both, known: Collection[str]) -> None:
        """Compare what of two objects nobody else compares: it is for people."""
        self.prose.compare(both.base, both.revision, both.use, known)

    def lifetime(self, both: Both) -> None:
        """Compare what a parameter or header says of its own end."""
        old, new = both.base.flag("deprecated"), both.revision.flag("deprecated")
        if old is not new:
            message = f"The {both.subject} is {'now' if new else 'no longer'} marked as deprecated."
            self.changed("deprecated-changed", both, message, key="deprecated", before=old, after=new)
        old_day, new_day = sunset(both.base), sunset(both.revision)
        if old_day != new_day:
            message = sunset_message(f"The {both.subject}", old_day, new_day)
            self.changed("sunset-changed", both, message, before=old_day, after=new_day)

    def schemas(self, both: Both, key: str = "schema") -> None:
        """Hand two schemas on to be compared; note where there is only one."""
        old, new = says_something(both.base, key), says_something(both.revision, key)
        if key in both.base.body and key in both.revision.body:
            base, revision = both.base.below(key), both.revision.below(key)
            self.pairs.add(base, revision, both.use)
            self.recorder.owners[base] = self.recorder.owners[revision] = both.subject
        elif old or new:
            kind, said = ("schema-dropped", "no longer has") if old else ("schema-stated", "now has")
            message = f"The {both.subject} {said} a schema."
            self.changed(kind, both, message, key=key, before=old, after=new)


def says_something(node: Node, key: str) -> bool:
    """Whether there is a schema that refuses anything.

    Raises:
        SpecError: What stands there is no schema.
    """
    schema = node.body.get(key, True)
    if isinstance(schema, bool):
        return not schema
    if not isinstance(schema, dict):
        raise node.error(key, "this is no schema", "write keys and values")
    return any(word not in _SILENT for word in schema)


_SILENT = frozenset(
    {"title", "description", "example", "examples", "deprecated", "externalDocs", "default", "$comment"}
)


def sunset(node: Node) -> Json:
    """Return the day after which something may be switched off, as the document writes it."""
    return next((node.body[key] for key in SUNSETS if key in node.body), None)


def sunset_message(subject: str, before: Json, after: Json) -> str:
    """Say how such a day changed."""
    if after is None:
        return f"{subject} no longer has a day on which it ends; it was {before}."
    return f"{subject} may be switched off after {after}{'' if before is None else f', not {before}'}."
