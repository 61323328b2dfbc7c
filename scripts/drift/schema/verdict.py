"""What one finding means for what we send, and for what we read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from scripts.drift.change import Breaks, Client, Confidence, Direction, Verdict, Wire
from scripts.drift.schema.values import without

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.drift.schema.finding import Finding


def _said(
    wire: Wire,
    client: Client,
    why: str,
    breaks: Breaks = Breaks.NOTHING,
    confidence: Confidence = Confidence.PROVED,
) -> Verdict:
    return Verdict(wire=wire, client=client, breaks=breaks, confidence=confidence, why=why)


_SENDS_MORE = _said(Wire.COMPATIBLE, Client.COMPATIBLE, "the server takes all that it took, and more")
_SENDS_LESS = _said(Wire.BREAKING, Client.BREAKING, "the server no longer takes all that it took", Breaks.CALL)
_READS_LESS = _said(Wire.COMPATIBLE, Client.COMPATIBLE, "what comes could have come before")
_READS_MORE = _said(Wire.WIDENED, Client.BREAKING, "readers meet a type that they did not know", Breaks.READ)
_READS_MORE_QUIETLY = _said(Wire.WIDENED, Client.COMPATIBLE, "more may come, and the type for it stays")
_NOT_TOLD = _said(
    Wire.UNKNOWN,
    Client.COMPATIBLE,
    "whether more or less is valid cannot be told",
    Breaks.NOTHING,
    Confidence.CANNOT_TELL,
)
_NOTHING = _said(Wire.NONE, Client.NONE, "nothing that is generated depends on it")
_DOCS = _said(Wire.NONE, Client.DOCS, "only text for people changed")
_PLAN = _said(Wire.NONE, Client.DOCS, "a warning for people; nothing changes yet")
_SIGNATURE = _said(Wire.COMPATIBLE, Client.COMPATIBLE, "what is left out means something else")
_IMPORT = _said(Wire.NONE, Client.BREAKING, "the class has another name", Breaks.IMPORT)
_MAYBE_IMPORT = _said(Wire.NONE, Client.BREAKING, "the class may have another name", Breaks.IMPORT, Confidence.LIKELY)
_CLASS_GONE = _said(Wire.NONE, Client.BREAKING, "the class is gone", Breaks.IMPORT)
_CLASS_NEW = _said(Wire.NONE, Client.COMPATIBLE, "there is one more class")
_OTHER_CLASS = _said(Wire.NONE, Client.BREAKING, "another class stands here", Breaks.READ, Confidence.LIKELY)
_TEXT = _said(
    Wire.UNKNOWN, Client.COMPATIBLE, "the text names other values than before", Breaks.NOTHING, Confidence.LIKELY
)

_GREW = {Direction.REQUEST: _SENDS_MORE, Direction.RESPONSE: _READS_MORE}
_GREW_QUIETLY = {Direction.REQUEST: _SENDS_MORE, Direction.RESPONSE: _READS_MORE_QUIETLY}
_SHRANK = {Direction.REQUEST: _SENDS_LESS, Direction.RESPONSE: _READS_LESS}


def _why(verdict: Verdict, why: str) -> Verdict:
    return evolve(verdict, why=why)


_CHANGED = {
    Direction.REQUEST: _why(_SENDS_LESS, "the server takes something else now"),
    Direction.RESPONSE: _said(Wire.BREAKING, Client.BREAKING, "something else comes now", Breaks.READ),
}
_WORDS_GONE = _said(
    Wire.COMPATIBLE,
    Client.BREAKING,
    "nothing new comes, but the names of the values that are gone are gone too",
    Breaks.READ,
    Confidence.LIKELY,
)


def _both(verdict: Verdict) -> dict[Direction, Verdict]:
    return {Direction.REQUEST: verdict, Direction.RESPONSE: verdict}


_REFUSES_KEYS = {
    Direction.REQUEST: evolve(_SENDS_LESS, confidence=Confidence.LIKELY, why="further keys may be refused now"),
    Direction.RESPONSE: _READS_LESS,
}
_REMOVED = {
    Direction.REQUEST: _why(_SENDS_LESS, "the argument is gone"),
    Direction.RESPONSE: _said(Wire.WIDENED, Client.BREAKING, "the attribute is gone", Breaks.READ),
}
_ADDED = {
    Direction.REQUEST: _why(_SENDS_MORE, "one more thing may be sent"),
    Direction.RESPONSE: _why(_READS_LESS, "one more thing can be read"),
}
_ADDED_REQUIRED = {
    Direction.REQUEST: _why(_SENDS_LESS, "old calls leave it out"),
    Direction.RESPONSE: _ADDED[Direction.RESPONSE],
}
_REQUIRED = {Direction.REQUEST: _why(_SENDS_LESS, "old calls may leave it out"), Direction.RESPONSE: _READS_LESS}
_OPTIONAL = {
    Direction.REQUEST: _why(_SENDS_MORE, "it may be left out now"),
    Direction.RESPONSE: _why(_READS_MORE, "it may be missing now"),
}

_PLAIN: dict[str, dict[Direction, Verdict]] = {
    "type-changed": _CHANGED,
    "null-allowed": {**_GREW, Direction.RESPONSE: _why(_READS_MORE, "readers may meet null now")},
    "null-refused": {**_SHRANK, Direction.REQUEST: _why(_SENDS_LESS, "null may no longer be sent")},
    "enum-grown": _GREW_QUIETLY,
    "enum-shrunk": {**_SHRANK, Direction.RESPONSE: _WORDS_GONE},
    "enum-changed": {**_SHRANK, Direction.RESPONSE: evolve(_WORDS_GONE, wire=Wire.WIDENED)},
    "enum-closed": _SHRANK,
    "property-added-required": _ADDED_REQUIRED,
    "property-added-optional": _ADDED,
    "property-removed": _REMOVED,
    "property-required": _REQUIRED,
    "property-optional": _OPTIONAL,
    "object-unwrapped": _CHANGED,
    "object-wrapped": _CHANGED,
    "extra-keys-allowed": _GREW_QUIETLY,
    "extra-keys-refused": _REFUSES_KEYS,
    "limit-tightened": _SHRANK,
    "limit-relaxed": _GREW_QUIETLY,
    "limit-changed": _both(_NOT_TOLD),
    "branch-added": _GREW,
    "branch-removed": _SHRANK,
    "discriminator-changed": _both(_NOT_TOLD),
    "content-changed": _both(_NOT_TOLD),
    "default-changed": _both(_SIGNATURE),
    "read-only-changed": _both(_NOT_TOLD),
    "write-only-changed": _both(_NOT_TOLD),
    "schema-added": _both(_CLASS_NEW),
    "schema-removed": _both(_CLASS_GONE),
    "schema-renamed": _both(_IMPORT),
    "schema-split": _both(_IMPORT),
    "schema-merged": _both(_IMPORT),
    "schema-inlined": _both(_MAYBE_IMPORT),
    "schema-lifted": _both(_MAYBE_IMPORT),
    "schema-exchanged": _both(_OTHER_CLASS),
    "deprecated-changed": _both(_PLAN),
    "docs-changed": _both(_DOCS),
    "values-in-text-changed": _both(_TEXT),
}


def schema_verdict(finding: Finding, direction: Direction) -> Verdict:
    """Return what a finding means in one direction."""
    special = _SPECIAL.get(finding.kind)
    if special is not None:
        return special(finding, direction)
    return _PLAIN[finding.kind][direction]


def _opened(finding: Finding, direction: Direction) -> Verdict:
    """An enum of ours keeps words that it does not know, as long as it stays an enum."""
    after: Any = finding.after
    before: Any = finding.before
    known = after.get("known", []) if isinstance(after, dict) else []
    if direction is Direction.REQUEST or not without(before, known):
        return _GREW_QUIETLY[direction]
    return _why(_READS_MORE, "the listed values are gone: readers get plain values")


def _known(finding: Finding, _: Direction) -> Verdict:
    before: Any = finding.before
    after: Any = finding.after
    if without(before, after):
        return evolve(_WORDS_GONE, wire=Wire.NONE, breaks=Breaks.READ)
    return _said(Wire.NONE, Client.COMPATIBLE, "any value was valid before and is valid now")


def _narrowed(finding: Finding, direction: Direction) -> Verdict:
    """Keywords about one type, and no type: nobody meant any other."""
    if isinstance(finding.before, str) and finding.before.startswith("any (") and direction is Direction.REQUEST:
        return _why(_NOT_TOLD, "the type is stated now; nothing of another type was meant before")
    return _SHRANK[direction]


def _widened(finding: Finding, direction: Direction) -> Verdict:
    if isinstance(finding.after, str) and finding.after.startswith("any (") and direction is Direction.RESPONSE:
        return _why(_NOT_TOLD, "the type is not stated any more; nothing of another type may be meant")
    return _GREW[direction]


def _added_or_gone(finding: Finding, direction: Direction) -> Verdict:
    if finding.before is None:
        return _SHRANK[direction]
    return _GREW_QUIETLY[direction] if finding.after is None else _NOT_TOLD


def _format(finding: Finding, direction: Direction) -> Verdict:
    """Only bytes have a type of their own."""
    if "binary" not in (finding.before, finding.after):
        return _NOTHING
    return _CHANGED[direction]


def _items(finding: Finding, direction: Direction) -> Verdict:
    if finding.before in ("any", "none") or finding.after in ("any", "none"):
        shrank = finding.before == "any" or finding.after == "none"
        return (_SHRANK if shrank else _GREW)[direction]
    return _NOT_TOLD


_SPECIAL: dict[str, Callable[[Finding, Direction], Verdict]] = {
    "enum-opened": _opened,
    "known-values-changed": _known,
    "type-narrowed": _narrowed,
    "type-widened": _widened,
    "pattern-changed": _added_or_gone,
    "condition-changed": _added_or_gone,
    "format-changed": _format,
    "items-changed": _items,
}
