"""What was noticed while two documents were walked, one note for each cause, whoever met it first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.drift.change import Use
    from scripts.oas.document import Json


OWNER = "\0"
"""Stands in subjects and messages for the operations that a change reaches: they are known when all is compared."""


@frozen(kw_only=True)
class Note:
    """One cause, without its verdicts.

    Attributes:
        kind: One of ``kinds.KINDS``.
        variant: Which row of the table of verdicts is meant, for kinds that have several.
        node: JSON pointer of what changed.
        subject: What a person calls it.
        before: What stood there.
        after: What stands there.
        base: Pointer of the place to show in the base; None: there is none.
        revision: The same in the revision.
        message: One sentence.
        uses: The operations that it reaches.
    """

    kind: str
    node: str
    subject: str
    message: str
    uses: frozenset[Use]
    base: str | None
    revision: str | None
    variant: str = ""
    before: Json = None
    after: Json = None

    @property
    def said(self) -> str:
        """What two notes of the same thing have in common, beside the place."""
        return json.dumps([self.kind, self.variant, self.before, self.after], sort_keys=True)


@define
class Notes:
    """Collects notes; those that say the same of the same place in either document become one."""

    _by_base: dict[tuple[str, str], Note] = field(factory=dict[tuple[str, str], Note])

    def add(self, note: Note) -> None:
        """Take a note, or add its uses to the one that says the same."""
        key = (note.node, note.said)
        there = self._by_base.get(key)
        self._by_base[key] = note if there is None else evolve(there, uses=there.uses | note.uses)

    def all(self) -> list[Note]:
        """Return the notes. What was one place in only one of the two documents is one note as well."""
        merged: dict[tuple[str, str], Note] = {}
        for note in sorted(self._by_base.values(), key=lambda note: (note.node, note.said)):
            key = (note.revision if note.revision is not None else f"- {note.node}", note.said)
            there = merged.get(key)
            merged[key] = note if there is None else evolve(there, uses=there.uses | note.uses)
        return list(merged.values())


def common(pointers: Iterable[str]) -> str:
    """Return the pointer of the nearest thing that holds all of these."""
    parted = [text.split("/") for text in pointers]
    shared: list[str] = []
    for parts in zip(*parted, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "/".join(shared)


def owned(text: str, uses: frozenset[Use]) -> str:
    """Return a subject or a message with the operations named, or counted where there are several."""
    operations = sorted({use.operation for use in uses if use.operation})
    names = operations[0] if len(operations) == 1 else f"{len(operations)} operations"
    return text.replace(OWNER, names).removesuffix(".")
