"""What one finding means for what we send, and for what we read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from scripts.drift.change import Breaks, Client, Confidence, Direction, Verdict, Wire
from scripts.drift.schemas.scalars import ways_of
from scripts.drift.schemas.values import without
from scripts.oas.schemas import TYPED_FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.drift.schemas.finding import Finding


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
_TYPED = _said(Wire.COMPATIBLE, Client.BREAKING, "its type is another one", Breaks.CALL, Confidence.LIKELY)
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
_RETYPED = {
    Direction.REQUEST: _said(Wire.NONE, Client.BREAKING, "its type in Python is another one", Breaks.CALL),
    Direction.RESPONSE: _said(Wire.NONE, Client.BREAKING, "its type in Python is another one", Breaks.READ),
}
_RENAMED = {
    Direction.REQUEST: _said(Wire.NONE, Client.BREAKING, "the member has another name", Breaks.CALL),
    Direction.RESPONSE: _said(Wire.NONE, Client.BREAKING, "the member has another name", Breaks.READ),
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
    "enum-shrunk": {**_SHRANK, Direction.RESPONSE: _WORDS_GONE},
    "enum-changed": {**_SHRANK, Direction.RESPONSE: evolve(_WORDS_GONE, wire=Wire.WIDENED)},
    "enum-closed": _SHRANK,
    "enum-names-changed": _RENAMED,
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
    "branch-added": _GREW,
    "branch-removed": _SHRANK,
    "discriminator-changed": _both(_NOT_TOLD),
    "content-changed": _both(_NOT_TOLD),
    "default-changed": _both(_SIGNATURE),
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
    """A class of words keeps those that it does not know, as long as it stays one; numbers and constants do not."""
    after: Any = finding.after
    before: Any = finding.before
    known = after.get("known", []) if isinstance(after, dict) else []
    if direction is Direction.REQUEST:
        return _SENDS_MORE
    if not without(before, known):
        if len(before) > 1 and all(isinstance(value, str) for value in before):
            return _READS_MORE_QUIETLY
        return evolve(_READS_MORE, confidence=Confidence.LIKELY, why="others may come, and are not told as these are")
    return _why(_READS_MORE, "the listed values are gone: readers get plain values")


def _grown(finding: Finding, direction: Direction) -> Verdict:
    """One value alone is a literal; of several there is a class, and of both truth values there is ``bool``."""
    before: Any = finding.before
    if len(before) != 1:
        return _GREW_QUIETLY[direction]
    if direction is Direction.RESPONSE:
        return evolve(_READS_MORE, confidence=Confidence.LIKELY, why="it was one constant, and is more than that now")
    if isinstance(before[0], bool):
        return _SENDS_MORE
    return evolve(_TYPED, why="it was one constant, which need not be given; now it is one of a class of values")


def _limits(finding: Finding, direction: Direction) -> Verdict:
    """Several limits changed, not all in one way."""
    before: Any = finding.before or {}
    after: Any = finding.after or {}
    ways = ways_of(before, after)
    if "tightened" in ways and direction is Direction.REQUEST:
        return _why(_SENDS_LESS, "some of what the server took is refused now, though other limits are wider")
    if "relaxed" in ways and direction is Direction.RESPONSE:
        return _READS_MORE_QUIETLY
    return _NOT_TOLD


def _read_only(_: Finding, direction: Direction) -> Verdict:
    if direction is Direction.RESPONSE:
        return _why(_DOCS, "it is about what is sent")
    return _why(_NOT_TOLD, "whether it is refused, or only not looked at, where it is sent cannot be told")


def _write_only(_: Finding, direction: Direction) -> Verdict:
    if direction is Direction.REQUEST:
        return _why(_DOCS, "it is about what comes")
    return _why(_NOT_TOLD, "whether it still comes cannot be told")


def _keys_named(finding: Finding, direction: Direction) -> Verdict:
    """A plain dict became a class."""
    after: Any = finding.after
    if direction is Direction.RESPONSE:
        return evolve(_READS_MORE, wire=Wire.COMPATIBLE, confidence=Confidence.LIKELY, why=_DICT_TO_CLASS)
    if any(item["state"] == "required" for item in after):
        return _why(_SENDS_LESS, "old calls may leave a required key out")
    return evolve(_TYPED, why=_DICT_TO_CLASS)


def _keys_unnamed(_: Finding, direction: Direction) -> Verdict:
    said = _READS_MORE if direction is Direction.RESPONSE else _TYPED
    return evolve(said, confidence=Confidence.LIKELY, why="it was a class, and is a plain dict now")


_DICT_TO_CLASS = "it was a plain dict, and is a class now"


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
    """Bytes travel otherwise; a few other formats have a type of their own in Python, the rest is plain text."""
    formats = (finding.before, finding.after)
    if "binary" in formats:
        return _CHANGED[direction]
    return _RETYPED[direction] if TYPED_FORMATS.intersection(map(str, formats)) else _NOTHING


def _items(finding: Finding, direction: Direction) -> Verdict:
    if finding.before in ("any", "none") or finding.after in ("any", "none"):
        shrank = finding.before == "any" or finding.after == "none"
        return (_SHRANK if shrank else _GREW)[direction]
    return _NOT_TOLD


_SPECIAL: dict[str, Callable[[Finding, Direction], Verdict]] = {
    "enum-grown": _grown,
    "enum-opened": _opened,
    "keys-named": _keys_named,
    "keys-unnamed": _keys_unnamed,
    "limit-changed": _limits,
    "read-only-changed": _read_only,
    "write-only-changed": _write_only,
    "known-values-changed": _known,
    "type-narrowed": _narrowed,
    "type-widened": _widened,
    "pattern-changed": _added_or_gone,
    "condition-changed": _added_or_gone,
    "format-changed": _format,
    "items-changed": _items,
}
