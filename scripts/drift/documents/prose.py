"""Compare what only people read, one change for each operation or component."""

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

_MAX_LENGTH = 120
# The keys of a path item that are no operations: https://spec.openapis.org/oas/v3.1.1.html#path-item-object
_OF_PATH_ITEMS = frozenset({"parameters", "servers", "summary", "description", "$ref"})


@define
class _Texts:
    """The changed texts of one owner, by pointer relative to it."""

    revision: str
    before: dict[str, Json] = field(factory=dict[str, "Json"])
    after: dict[str, Json] = field(factory=dict[str, "Json"])
    uses: set[Use] = field(factory=set["Use"])


@define
class Prose:
    """Collects changes of texts, examples and extensions."""

    _by_owner: dict[str, _Texts] = field(factory=dict[str, _Texts])

    def compare(self, base: Node, revision: Node, use: Use, compared: Collection[str]) -> None:
        """Compare two objects except for the keys that are compared elsewhere."""
        if base.body is revision.body:
            return
        for key in {**base.body, **revision.body}:
            if key not in compared:
                old, new = base.body.get(key), revision.body.get(key)
                if old is not new:
                    self.compare_values(base.pointer(key), revision.pointer(key), old, new, use)

    def compare_values(self, base: str, revision: str, old: Json, new: Json, use: Use) -> None:
        """Compare two values, given with their pointers."""
        if old == new:
            return
        owner = _owner(base)
        texts = self._by_owner.setdefault(owner, _Texts(_owner(revision)))
        where = base[len(owner) :] or "/"
        if old is not None:
            texts.before[where] = _short(old)
        if new is not None:
            texts.after[where] = _short(new)
        texts.uses.add(use)

    def record(self, recorder: Recorder, base: Document, revision: Document) -> None:
        """Record one change for each owner."""
        for owner, texts in self._by_owner.items():
            subject = _subject(owner, texts.uses)
            where = sorted({*texts.before, *texts.after})
            listed = ", ".join(place.lstrip("/") for place in where[:3])
            if len(where) > 3:
                listed += f" and {len(where) - 3} more"
            change = Change(
                kind="docs-changed",
                node=owner,
                subject=subject,
                before=dict(sorted(texts.before.items())) or None,
                after=dict(sorted(texts.after.items())) or None,
                base=place_of(base, owner),
                revision=place_of(revision, texts.revision),
                message=f"The text of {subject} changed: {listed}.",
            )
            recorder.add(change, texts.uses)


def _owner(at: str) -> str:
    """Return the pointer of the operation, path or component around a place; else of the root."""
    parts = at.split("/")
    if len(parts) > 2 and parts[1] in ("paths", "webhooks"):
        depth = 4
        if len(parts) < 4 or parts[3] in _OF_PATH_ITEMS:
            depth = 3
        elif parts[3] == "additionalOperations":
            depth = 5
        return "/".join(parts[:depth])
    if len(parts) > 3 and parts[1] == "components":
        return "/".join(parts[:4])
    return ""


def _subject(owner: str, uses: Collection[Use]) -> str:
    if not owner:
        return "the document"
    if owner.startswith("/components/"):
        return unescape(owner.rpartition("/")[2])
    operations = sorted({use.operation.partition(" callback ")[0] for use in uses})
    if len(operations) == 1:
        return operations[0]
    return f"{len(operations)} operations"


def _short(value: Json) -> Json:
    """Return a short value unchanged, and the beginning of the JSON text of a long one."""
    text = value
    if not isinstance(text, str):
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    if len(text) > _MAX_LENGTH:
        return text[:_MAX_LENGTH] + "..."
    return value
