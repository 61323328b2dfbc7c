"""What only people read: compared as a whole, one entry for each operation or component."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import define, field

from scripts.drift.change import Change, place_of
from scripts.oas.pointers import unescape

if TYPE_CHECKING:
    from collections.abc import Collection

    from scripts.drift.change import Use
    from scripts.drift.documents.resolver import Node
    from scripts.drift.recorder import Recorder
    from scripts.oas.document import Document, Json

_LONGEST = 120


@define
class _Found:
    """What changed below one owner."""

    revision: str
    before: dict[str, Json] = field(factory=dict[str, "Json"])
    after: dict[str, Json] = field(factory=dict[str, "Json"])
    uses: set[Use] = field(factory=set["Use"])


@define
class Prose:
    """Collects what changed in texts, examples and extensions."""

    _found: dict[str, _Found] = field(factory=dict[str, _Found])

    def compare(self, base: Node, revision: Node, use: Use, known: Collection[str]) -> None:
        """Compare two objects except for the keys that are looked at elsewhere."""
        if base.body is revision.body:
            return
        for key in {**base.body, **revision.body}:
            if key in known:
                continue
            old, new = base.body.get(key), revision.body.get(key)
            if old is not new:
                self.value(base.under(key), revision.under(key), old, new, use)

    def value(self, base: str, revision: str, old: Json, new: Json, use: Use) -> None:
        """Compare two values, each given with its pointer."""
        if old == new:
            return
        owner = owner_of(base)
        found = self._found.setdefault(owner, _Found(owner_of(revision)))
        where = base[len(owner) :] or "/"
        if old is not None:
            found.before[where] = _short(old)
        if new is not None:
            found.after[where] = _short(new)
        found.uses.add(use)

    def record(self, recorder: Recorder, base: Document, revision: Document) -> None:
        """Record one change for each owner."""
        for owner, found in self._found.items():
            recorder.add(_change(owner, found, base, revision), found.uses)


def _change(owner: str, found: _Found, base: Document, revision: Document) -> Change:
    subject = subject_of(owner, frozenset(found.uses))
    where = sorted({*found.before, *found.after})
    listed = ", ".join(place.lstrip("/") for place in where[:3])
    more = f" and {len(where) - 3} more" if len(where) > 3 else ""
    return Change(
        kind="docs-changed",
        node=owner,
        subject=subject,
        before=dict(sorted(found.before.items())) or None,
        after=dict(sorted(found.after.items())) or None,
        base=place_of(base, owner),
        revision=place_of(revision, found.revision),
        message=f"The text of {subject} changed: {listed}{more}.",
    )


def owner_of(at: str) -> str:
    """Return the pointer of the operation, the path or the component that a place belongs to; else of the root."""
    parts = at.split("/")
    if len(parts) > 2 and parts[1] in ("paths", "webhooks"):
        depth = 3 if len(parts) < 4 or parts[3] in _OF_PATHS else 5 if parts[3] == "additionalOperations" else 4
        return "/".join(parts[:depth])
    return "/".join(parts[:4]) if len(parts) > 3 and parts[1] == "components" else ""


_OF_PATHS = frozenset({"parameters", "servers", "summary", "description", "$ref"})


def subject_of(owner: str, uses: frozenset[Use]) -> str:
    """Say what a person calls an owner."""
    if not owner:
        return "the document"
    operations = sorted({use.operation.partition(" callback ")[0] for use in uses})
    if owner.startswith("/components/"):
        return unescape(owner.rpartition("/")[2])
    return operations[0] if len(operations) == 1 else f"{len(operations)} operations"


def _short(value: Json) -> Json:
    """Return a value that is short enough to be shown; a long one as the beginning of its JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    if len(text) > _LONGEST:
        return text[:_LONGEST] + "..."
    return value
