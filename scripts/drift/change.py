"""One change between two documents: its kind, its place, the values before and after, and its verdicts."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.oas.document import Document, Json


class _Ordered(StrEnum):
    """An enum whose members are declared from harmless to harmful."""

    @property
    def weight(self) -> int:
        """The position in that order, from 0."""
        return list(type(self)).index(self)


class Wire(_Ordered):
    """The effect of a change on the bytes that client and server exchange."""

    NONE = "none"
    COMPATIBLE = "compatible"
    UNKNOWN = "unknown"
    WIDENED = "widened"
    BREAKING = "breaking"


# Only the effect on the client decides about exit codes: what widens a response on the wire may break nobody, since
# generated enums are open and unknown keys are kept; what is nothing on the wire, a renamed class, may break everybody.
class Client(_Ordered):
    """The effect of a change on code that uses the generated client."""

    NONE = "none"
    DOCS = "docs"
    COMPATIBLE = "compatible"
    BREAKING = "breaking"


class Breaks(_Ordered):
    """The part of a caller's code that stops working."""

    NOTHING = "nothing"
    READ = "read"
    CALL = "call"
    IMPORT = "import"


class Confidence(_Ordered):
    """How certain a verdict is."""

    PROVED = "proved"
    LIKELY = "likely"
    CANNOT_TELL = "cannot tell"


class Direction(StrEnum):
    """Whether the caller sends something (a request) or reads it (a response, or the body of a webhook)."""

    REQUEST = "request"
    RESPONSE = "response"


@frozen(kw_only=True)
class Verdict:
    """The effect of a change in one direction.

    Attributes:
        wire: On the bytes.
        client: On code that uses the generated client.
        breaks: The part of such code that stops working.
        confidence: How certain that is.
        why: One short sentence.
    """

    wire: Wire
    client: Client
    breaks: Breaks = Breaks.NOTHING
    confidence: Confidence = Confidence.PROVED
    why: str = ""

    @property
    def rank(self) -> tuple[int, int, int]:
        """Sort key, from harmless to harmful."""
        return (self.client.weight, self.wire.weight, self.breaks.weight)


@frozen(kw_only=True, order=True)
class Use:
    """An operation that uses something, and the direction in which it does.

    Attributes:
        operation: ``POST /videos``; ``webhook NAME`` or ``POST /videos callback NAME`` for calls to us; empty for
            the document as a whole.
        direction: Whether the caller sends it or reads it.
    """

    operation: str
    direction: Direction


@frozen(kw_only=True)
class Place:
    """A place in one of the two documents; line and column count from 1."""

    file: str
    line: int
    column: int
    pointer: str


def place_of(document: Document, pointer: str | None) -> Place | None:
    """Return the place of a JSON pointer; None for None."""
    if pointer is None:
        return None
    line, column = document.position(pointer)
    return Place(file=str(document.path), line=line, column=column, pointer=pointer)


@frozen(kw_only=True)
class Reach:
    """A use that a change reaches, with the verdict there."""

    use: Use
    verdict: Verdict


@frozen(kw_only=True)
class Change:
    """One cause, recorded once, however many operations it reaches.

    Attributes:
        kind: Stable name of the kind of change, a key of ``spec/kinds.yaml``: ``enum-opened``, ``operation-added`` ...
        variant: Row of that kind in ``spec/kinds.yaml``; empty for a kind with one row.
        node: JSON pointer of the schema (or parameter, operation ...) that changed: in the base, or in the revision
            for an addition.
        subject: Its name for people: ``VideoResource.seconds``, ``POST /videos``, ``query parameter limit of ...``.
        before: The old value, as JSON; None for an addition. Only the part that changed.
        after: The new value; None for a removal.
        base: Place in the base; None for an addition.
        revision: Place in the revision; None for a removal.
        reach: Every operation and direction that it reaches, sorted, with the verdict there; empty while the documents
            are still compared.
        message: One sentence in plain English.
        is_certain: Whether the verdict of its row holds without exception. Another alternative of the same type may
            allow what this one no longer does.
    """

    kind: str
    node: str
    subject: str
    before: Json
    after: Json
    base: Place | None
    revision: Place | None
    message: str
    reach: tuple[Reach, ...] = ()
    variant: str = ""
    is_certain: bool = True

    @property
    def verdict(self) -> Verdict:
        """The most harmful of its verdicts."""
        return max((item.verdict for item in self.reach), key=lambda verdict: verdict.rank)

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations that it reaches, sorted, each once."""
        return tuple(sorted({item.use.operation for item in self.reach if item.use.operation}))

    @property
    def directions(self) -> tuple[Direction, ...]:
        """The directions in which it reaches them."""
        return tuple(sorted({item.use.direction for item in self.reach}))

    @property
    def fingerprint(self) -> str:
        """16 hex digits that stay the same as long as node, kind, before and after do."""
        # Without message and variant: rewording the report, or splitting a row of the table, must not reopen accepted
        # drift.
        parts = json.dumps([self.node, self.kind, self.before, self.after], sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(parts.encode()).hexdigest()[:16]


def one_sided_change(
    kind: str, document: Document, at: str, *, is_new: bool, value: Json, subject: str, message: str, variant: str = ""
) -> Change:
    """Return the change for something that only one document has: the revision if ``is_new``, else the base."""
    before, after, base, revision = value, None, place_of(document, at), None
    if is_new:
        before, after, base, revision = None, value, None, base
    return Change(
        kind=kind,
        variant=variant,
        node=at,
        subject=subject,
        before=before,
        after=after,
        base=base,
        revision=revision,
        message=message,
    )


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Sort changes: the most harmful first, then by node and kind. The result does not depend on the input's order."""
    return tuple(
        sorted(
            changes,
            key=lambda item: ([-part for part in item.verdict.rank], item.node, item.kind, item.fingerprint),
        )
    )
