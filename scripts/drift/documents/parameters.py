"""Parameters: what an operation and its path ask for, held against what they asked for before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.documents.bodies import compare_content, media_name, only_media
from scripts.drift.documents.context import SUNSETS, Both
from scripts.drift.documents.resolver import follow
from scripts.drift.documents.spelling import differing, spelled, told
from scripts.drift.recorder import OPERATIONS
from scripts.drift.schemas.values_in_text import values_in_text

if TYPE_CHECKING:
    from scripts.drift.change import Use
    from scripts.drift.documents.context import Work
    from scripts.drift.documents.operations import Operation, Pair
    from scripts.drift.documents.resolver import Node
    from scripts.oas.document import Json

PLACES = ("path", "query", "header", "cookie", "querystring")
_IGNORED = frozenset({"accept", "content-type", "authorization"})  # OpenAPI: not described as parameters
_USUAL_STYLE = {"path": "simple", "header": "simple", "query": "form", "cookie": "form", "querystring": "form"}
_KNOWN = frozenset(
    {"name", "in", "required", "schema", "content", "style", "explode", "allowReserved", "allowEmptyValue"}
    | {"deprecated", *SUNSETS}
)

Key = tuple[str, str]


def compare_parameters(work: Work, pair: Pair) -> None:
    """Compare the parameters of two operations, those of their paths included.

    Raises:
        SpecError: One of them is none.
    """
    old, new = parameters_of(pair.base), parameters_of(pair.revision)
    for key, node in old.items():
        if key in new:
            subject = _subject(node)
            compare_parameter(work, Both(node, new[key], pair.sent, subject))
    gone = {key: node for key, node in old.items() if key not in new}
    fresh = {key: node for key, node in new.items() if key not in old}
    for was, now in _moves(gone, fresh):
        _moved(work, Both(gone.pop(was), fresh.pop(now), pair.sent, ""))
    for node in gone.values():
        subject = _subject(node)
        before = _summary(node)
        work.removed("parameter-removed", node, pair.sent, subject, f"The {subject} is gone.", before=before)
    for node in fresh.values():
        _added(work, node, pair.sent, _subject(node))


def parameters_of(operation: Operation) -> dict[Key, Node]:
    """Return the parameters by place and name; those in the path by their position, since a name there is no news.

    Raises:
        SpecError: One of them is none, or two of one list are the same and differ.
    """
    found: dict[Key, Node] = {}
    for layer in reversed(operation.item):
        found |= _listed(layer, operation)
    return found | _listed(operation.node, operation)


def _listed(holder: Node, operation: Operation) -> dict[Key, Node]:
    found: dict[Key, Node] = {}
    for index, value in enumerate(holder.listed("parameters")):
        node = follow(holder.document, holder.under("parameters", index), value)
        place, name = _place(node), _name(node)
        only_media(node)
        if place == "header":
            name = name.lower()
            if name in _IGNORED:
                continue
        elif place == "path" and name in operation.placeholders:
            name = f"{{{operation.placeholders.index(name)}}}"
        twin = found.get((place, name))
        if twin is not None and twin.body != node.body:
            at = holder.under("parameters", index)
            raise node.document.error(at, f"the {place} parameter {_name(node)!r} stands twice", "keep one of the two")
        found[place, name] = node
    return found


def _place(node: Node) -> str:
    place = node.text("in")
    if place not in PLACES:
        raise node.error("in", f"a parameter cannot be in {place!r}", f"use one of {', '.join(PLACES)}")
    return place


def _name(node: Node) -> str:
    name = node.text("name")
    if name is None:
        raise node.error("", "the parameter has no name", "write 'name'")
    return name


def _subject(node: Node) -> str:
    return f"{_place(node)} parameter `{_name(node)}` of {OPERATIONS}"


def _required(node: Node) -> bool:
    return _place(node) == "path" or node.flag("required")


def _summary(node: Node) -> Json:
    return {"in": _place(node), "name": _name(node), "required": _required(node)}


def _added(work: Work, node: Node, use: Use, subject: str) -> None:
    variant = "required" if _required(node) else "optional"
    message = f"The {subject} is new and {variant}."
    work.added("parameter-added", node, use, subject, message, variant=variant, after=_summary(node))


def _moves(gone: dict[Key, Node], fresh: dict[Key, Node]) -> list[tuple[Key, Key]]:
    """Return what left one place and came to another under the same name, where that is not in doubt."""
    moves = []
    for was, node in gone.items():
        name = _name(node).lower()
        found = [now for now, other in fresh.items() if _name(other).lower() == name and now[0] != was[0]]
        leaving = [key for key, other in gone.items() if _name(other).lower() == name]
        if len(found) == 1 and len(leaving) == 1:
            moves.append((was, found[0]))
    return moves


def _moved(work: Work, both: Both) -> None:
    old, new = _place(both.base), _place(both.revision)
    name = _name(both.base)
    subject = f"parameter `{name}` of {OPERATIONS}"
    there = Both(both.base, both.revision, both.use, subject)
    message = f"The {subject} moved from {_spoken(old)} to {_spoken(new)}."
    work.changed("parameter-moved", there, message, key="in", before=old, after=new)
    compare_parameter(work, there, moved=True)


def _spoken(place: str) -> str:
    return {"header": "a header", "cookie": "a cookie"}.get(place, f"the {place}")


def compare_parameter(work: Work, both: Both, *, moved: bool = False) -> None:
    """Compare two parameters that are the same one.

    Args:
        work: Where findings go.
        both: The two.
        moved: It stands elsewhere now: how it is written there is no change of its own.
    """
    old, new = _required(both.base), _required(both.revision)
    if old is not new:
        kind, said = ("parameter-required", "required now") if new else ("parameter-optional", "no longer required")
        message = f"The {both.subject} is {said}."
        work.changed(kind, both, message, key="required", before=old, after=new)
    old, new = both.base.flag("allowEmptyValue"), both.revision.flag("allowEmptyValue")
    if old is not new and not moved:
        kind, said = ("empty-value-allowed", "may") if new else ("empty-value-refused", "may no longer")
        message = f"The {both.subject} {said} be sent without a value."
        work.changed(kind, both, message, key="allowEmptyValue", before=old, after=new)
    compare_form(work, both, "parameter-serialised-otherwise", moved=moved)
    work.lifetime(both)
    known = _KNOWN | {"description"} if _values_told(work, both) else _KNOWN
    work.text(both, known)


def _values_told(work: Work, both: Both) -> bool:
    """Note that the text of a parameter names further values, where its schema does not list just these."""
    if both.base.body is both.revision.body:
        return False
    (before, listed), (after, listed_now) = _told_values(both.base), _told_values(both.revision)
    if not set(after) - set(before) or (set(before) <= listed and set(after) == listed_now):
        return False
    said, was = (", ".join(words) or "none" for words in (after, before))
    message = f"The text of the {both.subject} now names the values {said}, it named {was}."
    work.changed("values-in-text-changed", both, message, key="description", before=[*before], after=[*after])
    return True


def _told_values(node: Node) -> tuple[tuple[str, ...], set[str]]:
    """Return the values that the text of a parameter names, and those that its schema lists."""
    text, schema = node.body.get("description"), node.body.get("schema")
    if isinstance(schema, dict):
        schema = follow(node.document, node.under("schema"), schema).body
    enum = schema.get("enum") if isinstance(schema, dict) else None
    listed = {str(value) for value in enum} if isinstance(enum, list) else set()
    return values_in_text(text) if isinstance(text, str) else (), listed


def compare_form(work: Work, both: Both, kind: str, *, moved: bool = False) -> None:
    """Compare how a parameter or header is written, and its schema."""
    old, new = spelled(both.base, _usual_style(both.base)), spelled(both.revision, _usual_style(both.revision))
    names = differing(old, new)
    if names and not moved:
        message = f"The {both.subject} is written otherwise: {told(names, old, new)}."
        variant = "unescaped" if names == ["allowReserved"] and new["allowReserved"] else "other"
        work.changed(kind, both, message, variant=variant, before=old, after=new)
    base, revision = only_media(both.base), only_media(both.revision)
    if base is None and revision is None:
        work.schemas(both)
    elif base is not None and revision is not None:
        if media_name(base[0]) == media_name(revision[0]):
            compare_content(work, both)
        else:
            work.schemas(Both(base[1], revision[1], both.use, both.subject))
    elif base is not None:
        work.schemas(Both(base[1], both.revision, both.use, both.subject))
    elif revision is not None:
        work.schemas(Both(both.base, revision[1], both.use, both.subject))


def _usual_style(node: Node) -> str:
    return _USUAL_STYLE[_place(node)] if "in" in node.body else "simple"
