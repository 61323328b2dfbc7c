"""What is said of one change: where it stands, whom it reaches, and what it breaks."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.oas.document import Json


class Wire(StrEnum):
    """What a change means for the bytes that go to and fro, from harmless to harmful."""

    NONE = "none"
    COMPATIBLE = "compatible"
    UNKNOWN = "unknown"
    WIDENED = "widened"
    BREAKING = "breaking"

    @property
    def weight(self) -> int:
        """Its place in that order, from 0."""
        return _WIRE.index(self)


class Client(StrEnum):
    """What a change means for code that uses the generated client, from harmless to harmful."""

    NONE = "none"
    DOCS = "docs"
    COMPATIBLE = "compatible"
    BREAKING = "breaking"

    @property
    def weight(self) -> int:
        """Its place in that order, from 0."""
        return _CLIENT.index(self)


class Breaks(StrEnum):
    """What stops working in code that was written against the old client."""

    NOTHING = "nothing"
    READ = "read"
    CALL = "call"
    IMPORT = "import"

    @property
    def weight(self) -> int:
        """Its place in that order, from 0."""
        return _BREAKS.index(self)


class Confidence(StrEnum):
    """How sure a verdict is."""

    PROVED = "proved"
    LIKELY = "likely"
    CANNOT_TELL = "cannot tell"

    @property
    def weight(self) -> int:
        """How much is left open, from 0."""
        return _CONFIDENCE.index(self)


_WIRE, _CLIENT, _BREAKS, _CONFIDENCE = list(Wire), list(Client), list(Breaks), list(Confidence)


class Direction(StrEnum):
    """Who sends what a change is about: a request is sent by us, a response (or an event) is read by us."""

    REQUEST = "request"
    RESPONSE = "response"


@frozen(kw_only=True)
class Verdict:
    """What a change does in one direction.

    Attributes:
        wire: What it means for the bytes.
        client: What it means for code that uses the generated client.
        breaks: What stops working.
        confidence: How sure that is.
        why: One short sentence.
    """

    wire: Wire
    client: Client
    breaks: Breaks = Breaks.NOTHING
    confidence: Confidence = Confidence.PROVED
    why: str = ""

    @property
    def rank(self) -> tuple[int, int, int]:
        """Orders verdicts from harmless to harmful."""
        return (self.client.weight, self.wire.weight, self.breaks.weight)


@frozen(kw_only=True, order=True)
class Use:
    """Where something is used.

    Attributes:
        operation: ``POST /videos``; ``webhook NAME`` or ``POST /videos callback NAME`` for what is sent to us;
            empty for the document as a whole.
        direction: Who sends it.
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


@frozen(kw_only=True)
class Reach:
    """A use that a change reaches, with its verdict there."""

    use: Use
    verdict: Verdict


@frozen(kw_only=True)
class Change:
    """One cause.

    Attributes:
        kind: Stable name of the kind of change: ``enum-opened``, ``operation-added`` ...
        node: JSON pointer of the schema node (or parameter, operation ...) that changed: in the base, or in the
            revision for what is new there.
        subject: What a person calls it: ``VideoResource.seconds``, ``POST /videos``, ``query parameter limit of ...``.
        before: What stood there, as JSON; None for nothing. Short: it is what changed, not all around it.
        after: What stands there now.
        base: Place in the base; None for what is new.
        revision: Place in the revision; None for what is gone.
        reach: Every operation and direction that it reaches, sorted, with the verdict there.
        message: One sentence in plain English: what changed.
    """

    kind: str
    node: str
    subject: str
    before: Json
    after: Json
    base: Place | None
    revision: Place | None
    reach: tuple[Reach, ...]
    message: str

    @property
    def verdict(self) -> Verdict:
        """The most harmful verdict of those it reaches."""
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
        said = json.dumps([self.node, self.kind, self.before, self.after], sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Sort changes: the most harmful first, then by node and kind. The same changes always come out the same."""
    return tuple(
        sorted(
            changes,
            key=lambda item: ([-part for part in item.verdict.rank], item.node, item.kind, item.fingerprint),
        )
    )
