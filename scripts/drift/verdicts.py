"""What a change of a document, schemas aside, does to us: one table, by kind, variant and direction.

What we send: more is taken, that is compatible; less is taken, that breaks. What we read: less comes, that is
compatible; more comes, that is widened, and breaks the reader only where the type that it sees changes.
"""

from __future__ import annotations

from scripts.drift.change import Breaks, Client, Confidence, Direction, Verdict, Wire

_LIKELY = Confidence.LIKELY


def _fine(why: str, confidence: Confidence = Confidence.PROVED) -> Verdict:
    return Verdict(wire=Wire.COMPATIBLE, client=Client.COMPATIBLE, confidence=confidence, why=why)


def _call(why: str, confidence: Confidence = Confidence.PROVED) -> Verdict:
    return Verdict(wire=Wire.BREAKING, client=Client.BREAKING, breaks=Breaks.CALL, confidence=confidence, why=why)


def _wider(why: str, confidence: Confidence = Confidence.PROVED) -> Verdict:
    return Verdict(wire=Wire.WIDENED, client=Client.COMPATIBLE, confidence=confidence, why=why)


def _read(why: str, wire: Wire = Wire.WIDENED) -> Verdict:
    return Verdict(wire=wire, client=Client.BREAKING, breaks=Breaks.READ, confidence=_LIKELY, why=why)


def _named(why: str, breaks: Breaks, confidence: Confidence = Confidence.PROVED) -> Verdict:
    return Verdict(wire=Wire.NONE, client=Client.BREAKING, breaks=breaks, confidence=confidence, why=why)


def _open(why: str) -> Verdict:
    return Verdict(wire=Wire.UNKNOWN, client=Client.COMPATIBLE, confidence=Confidence.CANNOT_TELL, why=why)


_DOCS = Verdict(wire=Wire.NONE, client=Client.DOCS, why="only text for people changes")
_DEPRECATED = Verdict(wire=Wire.NONE, client=Client.DOCS, why="it works as before, and may go one day")
_UNDEPRECATED = Verdict(wire=Wire.NONE, client=Client.DOCS, why="it is here to stay")
_SUNSET = Verdict(wire=Wire.NONE, client=Client.COMPATIBLE, why="it works as before until then: plan for the day")
_RENAMED = _named("the function is called otherwise", Breaks.IMPORT)
_RENAMED_SAME = Verdict(wire=Wire.NONE, client=Client.DOCS, why="the function's name in Python stays")
_MOVED = _named("the module moves to another folder", Breaks.IMPORT)
_MOVED_SAME = Verdict(wire=Wire.NONE, client=Client.DOCS, why="the module's name in Python stays")
_TEXT = Verdict(
    wire=Wire.UNKNOWN,
    client=Client.COMPATIBLE,
    confidence=_LIKELY,
    why="the text names other values than before",
)
_ARGUMENT = _named("arguments are passed by name, and the name changes", Breaks.CALL)

_OPTIONAL_ADDED = _fine("it may be left out")
_GONE = _call("the argument is gone, and the server need not take it any more", _LIKELY)
_MORE_COMES = _fine("old code does not look at it")
_LESS_COMES = _fine("less comes than before")

Row = tuple[Verdict, Verdict]
"""What it does to what we send, and to what we read."""

_OPERATIONS: dict[tuple[str, str], Row] = {
    ("operation-added", ""): (_fine("nobody calls it yet"), _wider("a call that was not made before may come in")),
    ("operation-removed", ""): (
        _call("the function is gone, and the server need not answer any more"),
        _fine("the call does not come in any more: what waits for it waits in vain", _LIKELY),
    ),
    ("operation-moved", ""): (
        _call("the old path and method need not be answered any more"),
        _wider("it comes in by another method"),
    ),
    ("operation-deprecated", ""): (_DEPRECATED, _DEPRECATED),
    ("operation-undeprecated", ""): (_UNDEPRECATED, _UNDEPRECATED),
    ("operation-id-changed", ""): (_RENAMED, _DOCS),
    ("operation-id-changed", "same"): (_RENAMED_SAME, _DOCS),
    ("tag-changed", ""): (_MOVED, _DOCS),
    ("tag-changed", "same"): (_MOVED_SAME, _DOCS),
    ("path-renamed", ""): (_ARGUMENT, _DOCS),
    ("path-renamed", "same"): (_DOCS, _DOCS),
    ("sunset-changed", ""): (_SUNSET, _SUNSET),
    ("callback-moved", ""): (
        _open("whether the address is still sent depends on the field that it is taken from"),
        _open("whether the address is still sent depends on the field that it is taken from"),
    ),
    ("deprecated-changed", ""): (_DEPRECATED, _DEPRECATED),
    ("docs-changed", ""): (_DOCS, _DOCS),
}

_PARAMETERS: dict[tuple[str, str], Row] = {
    ("parameter-added", "required"): (_call("old code does not send it"), _MORE_COMES),
    ("parameter-added", "optional"): (_OPTIONAL_ADDED, _MORE_COMES),
    ("parameter-removed", ""): (_GONE, _read("who reads it finds nothing")),
    ("parameter-required", ""): (_call("old code may leave it out"), _fine("it always comes")),
    ("parameter-optional", ""): (_OPTIONAL_ADDED, _read("it may be missing")),
    ("parameter-moved", ""): (_call("the server looks for it elsewhere"), _read("it comes elsewhere")),
    ("parameter-serialised-otherwise", "looser"): (
        _fine("reserved characters may be written as they are", _LIKELY),
        _wider("reserved characters may come as they are", _LIKELY),
    ),
    ("parameter-serialised-otherwise", ""): (
        _call("the server reads another spelling"),
        _wider("another spelling comes in"),
    ),
    ("values-in-text-changed", ""): (_TEXT, _TEXT),
    ("empty-value-allowed", ""): (_fine("one more form is taken"), _wider("it may come without a value")),
    ("empty-value-refused", ""): (_call("it must have a value", _LIKELY), _LESS_COMES),
}

_BODIES: dict[tuple[str, str], Row] = {
    ("body-added", "required"): (_call("old code sends none"), _MORE_COMES),
    ("body-added", "optional"): (_OPTIONAL_ADDED, _MORE_COMES),
    ("body-removed", ""): (_GONE, _read("who reads it finds nothing")),
    ("body-required", ""): (_call("old code may leave it out"), _fine("it always comes")),
    ("body-optional", ""): (_OPTIONAL_ADDED, _read("it may be missing")),
    ("media-type-added", ""): (
        _fine("one more form is taken"),
        _wider("an answer may come in a form that old code does not know", _LIKELY),
    ),
    ("media-type-added", "first"): (_fine("one more form is taken"), _MORE_COMES),
    ("media-type-removed", ""): (_call("the server need not take this form any more"), _LESS_COMES),
    ("media-type-removed", "last"): (_GONE, _read("who reads it finds nothing")),
    ("media-type-changed", ""): (
        _call("the server takes another form"),
        _read("old code cannot decode the new form"),
    ),
    ("media-type-changed", "json"): (
        _call("the server takes JSON by another name", _LIKELY),
        _wider("JSON comes by another name, and is decoded alike", _LIKELY),
    ),
    ("encoding-changed", ""): (
        _call("a part of the form goes over the wire in another way", _LIKELY),
        _wider("a part of the form comes in another way", _LIKELY),
    ),
    ("encoding-changed", "grown"): (_fine("one more form is taken"), _wider("a part may come in one more form")),
    ("schema-stated", ""): (
        _call("values that the schema refuses were allowed", _LIKELY),
        _read("its type was open and is not any more", Wire.COMPATIBLE),
    ),
    ("schema-dropped", ""): (_fine("anything is taken"), _read("nothing is known of it any more")),
}

_RESPONSES: dict[tuple[str, str], Row] = {
    ("response-added", "success"): (_fine("one more answer is taken"), _read("the type of the answer grows")),
    ("response-added", "same"): (
        _fine("one more answer is taken"),
        _wider("success may come with one more status; its type stays"),
    ),
    ("response-added", ""): (
        _fine("one more answer is taken"),
        _wider("a status that was not announced may come; errors are not told apart by type"),
    ),
    ("response-added", "covered"): (
        _fine("it was covered by a range or by the default"),
        _fine("it was covered by a range or by the default", _LIKELY),
    ),
    ("response-removed", ""): (_call("the answer is not taken any more"), _LESS_COMES),
    ("response-removed", "last"): (
        _call("the answer is not taken any more"),
        _read("no answer of success says what it holds any more"),
    ),
    ("status-changed", ""): (
        _call("the answer is not taken any more"),
        _wider("success comes with another status", _LIKELY),
    ),
    ("header-added", "required"): (_call("old code does not send it"), _MORE_COMES),
    ("header-added", "optional"): (_OPTIONAL_ADDED, _MORE_COMES),
    ("header-removed", ""): (_GONE, _read("who reads it finds nothing")),
    ("header-required", ""): (_call("old code may leave it out"), _fine("it always comes")),
    ("header-optional", ""): (_OPTIONAL_ADDED, _read("it may be missing")),
    ("header-serialised-otherwise", "looser"): (
        _fine("reserved characters may be written as they are", _LIKELY),
        _wider("reserved characters may come as they are", _LIKELY),
    ),
    ("header-serialised-otherwise", ""): (
        _call("the server reads another spelling"),
        _wider("another spelling comes in"),
    ),
}

_ACCESS: dict[tuple[str, str], Row] = {
    ("security-added", ""): (_call("old code sends no credentials"), _fine("more proof comes with the call")),
    ("security-removed", ""): (_fine("what is sent beside is not looked at"), _wider("calls come without proof")),
    ("security-changed", ""): (_call("the old credentials need not do any more", _LIKELY), _wider("other proof comes")),
    ("security-changed", "more"): (_fine("one more way is taken"), _wider("other proof may come")),
    ("security-changed", "fewer"): (_call("a way that callers may use is not taken any more", _LIKELY), _LESS_COMES),
    ("security-changed", "fewer scopes"): (_fine("fewer scopes are asked for"), _LESS_COMES),
    ("security-changed", "scopes"): (
        _open("whether the caller's key has the scopes cannot be seen here"),
        _open("which scopes come with a call cannot be seen here"),
    ),
    ("security-scheme-changed", ""): (
        _call("the credentials are looked for in another form"),
        _wider("the proof comes in another form"),
    ),
    ("security-scheme-changed", "flow"): (
        _open("tokens are fetched elsewhere; this client is handed its key"),
        _open("tokens are fetched elsewhere"),
    ),
    ("server-added", ""): (_fine("the other servers are still there"), _fine("the others are still there")),
    ("server-removed", ""): (_call("callers may use it", _LIKELY), _LESS_COMES),
    ("server-changed", ""): (_call("the old address need not answer any more", _LIKELY), _fine("we do not call it")),
    ("server-changed", "more"): (_fine("the old addresses are still there"), _fine("we do not call it")),
}

_ROWS: dict[tuple[str, str], Row] = {**_OPERATIONS, **_PARAMETERS, **_BODIES, **_RESPONSES, **_ACCESS}

DOCUMENT_KINDS = frozenset(kind for kind, _ in _ROWS)
"""The kinds that this table judges."""


def verdict_of(kind: str, variant: str, direction: Direction) -> Verdict:
    """Return what a change does in one direction.

    Args:
        kind: One of ``DOCUMENT_KINDS``.
        variant: Which row of that kind.
        direction: Who sends what it is about.
    """
    return _ROWS[kind, variant][0 if direction is Direction.REQUEST else 1]
