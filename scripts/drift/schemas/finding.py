"""One cause of difference between two schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from scripts.drift.change import Use
    from scripts.oas.document import Json


@frozen(kw_only=True)
class Finding:
    """What changed at one pair of schema nodes.

    Attributes:
        kind: Stable name of the kind of change, as in ``scripts/drift/kinds.py``.
        node: JSON pointer of the node: in the base, or in the revision for what is new there.
        subject: What a person calls it: ``VideoResource.seconds``.
        before: What stood there, short; None for nothing.
        after: What stands there now.
        base_pointer: Place in the base; None for what is new.
        revision_pointer: Place in the revision; None for what is gone.
        uses: Every operation and direction that it reaches.
        message: One sentence: what changed.
    """

    kind: str
    node: str
    subject: str
    before: Json
    after: Json
    base_pointer: str | None
    revision_pointer: str | None
    uses: frozenset[Use]
    message: str
