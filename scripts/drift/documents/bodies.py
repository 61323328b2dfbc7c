"""Bodies: whether there is one, in which media types it comes, and how the parts of a form are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.documents.context import Both, says_something
from scripts.drift.documents.resolver import Node, follow
from scripts.drift.recorder import OPERATIONS

if TYPE_CHECKING:
    from scripts.drift.documents.context import Work
    from scripts.drift.documents.operations import Pair
    from scripts.oas.document import Json

_BODY = frozenset({"content", "required"})
_MEDIA = frozenset({"schema", "itemSchema", "encoding", "prefixEncoding", "itemEncoding"})
_ENCODING = frozenset({"contentType", "headers", "style", "explode", "allowReserved", "encoding"})


def compare_bodies(work: Work, pair: Pair) -> None:
    """Compare what two operations are sent.

    Raises:
        SpecError: One of the bodies is none.
    """
    old, new = pair.base.node.child("requestBody"), pair.revision.node.child("requestBody")
    subject = f"body of {OPERATIONS}"
    if old is not None and new is not None:
        _compare_body(work, Both(old, new, pair.sent, subject))
    elif old is not None:
        work.removed("body-removed", old, pair.sent, subject, f"The {subject} is gone.", before=_summary(old))
    elif new is not None:
        variant = "required" if new.flag("required") else "optional"
        message = f"The {subject} is new and {variant}."
        work.added("body-added", new, pair.sent, subject, message, variant=variant, after=_summary(new))


def _summary(body: Node) -> Json:
    return {"required": body.flag("required"), "content": [*sorted(media_types(body))]}


def _compare_body(work: Work, both: Both) -> None:
    old, new = both.base.flag("required"), both.revision.flag("required")
    if old is not new:
        kind, said = ("body-required", "required now") if new else ("body-optional", "no longer required")
        message = f"The {both.subject} is {said}."
        work.changed(kind, both, message, key="required", before=old, after=new)
    compare_content(work, both)
    work.text(both, _BODY)


def media_name(text: str) -> str:
    """Return a media type in lower case, its parameters sorted; a charset of UTF-8 goes without saying."""
    if ";" not in text:
        return text.strip().lower()
    name, *parameters = (part.strip() for part in text.split(";"))
    kept = sorted(_media_parameter(part) for part in parameters if part)
    return ";".join([name.lower(), *(part for part in kept if part != "charset=utf-8")])


def _media_parameter(text: str) -> str:
    key, _, value = text.partition("=")
    key, value = key.strip().lower(), value.strip()
    return f"{key}={value.strip(chr(34)).lower() if key == 'charset' else value}"


def media_types(holder: Node) -> dict[str, Node]:
    """Return the media types of a body, an answer, a parameter or a header by their normal names.

    Raises:
        SpecError: One of them is no object, or two are the same and differ.
    """
    found: dict[str, Node] = {}
    for text, node in holder.members("content").items():
        name = media_name(text)
        if name in found and found[name].body != node.body:
            what = f"the media type {name!r} stands twice"
            raise holder.document.error(holder.under("content", text), what, "keep one of the two")
        found[name] = node
    return found


def only_media(node: Node) -> tuple[str, Node] | None:
    """Return the one media type of a parameter or header that has its schema there, or None.

    Raises:
        SpecError: It has more or fewer than one.
    """
    if "content" not in node.body:
        return None
    found = node.members("content")
    if len(found) != 1:
        raise node.error("content", f"there are {len(found)} media types, not one", "keep one")
    return next(iter(found.items()))


def compare_content(work: Work, both: Both) -> None:
    """Compare the media types that two bodies, answers, parameters or headers come in."""
    old, new = media_types(both.base), media_types(both.revision)
    gone, fresh = [name for name in old if name not in new], [name for name in new if name not in old]
    for name, node in old.items():
        if name in new:
            subject = both.subject if len(old) == len(new) == 1 else f"{both.subject} as {name}"
            _compare_media(work, name, Both(node, new[name], both.use, subject))
    if len(gone) == len(fresh) == 1:
        there = Both(old[gone[0]], new[fresh[0]], both.use, both.subject)
        message = f"The {both.subject} comes as {fresh[0]}, no longer as {gone[0]}."
        variant = "json" if all(map(_is_json, (*gone, *fresh))) else "other"
        work.changed("media-type-changed", there, message, variant=variant, before=gone[0], after=fresh[0])
        work.schemas(_named_otherwise(there, fresh[0]))
        return
    for name in gone:
        message = f"The {both.subject} no longer comes as {name}."
        variant = "one-of-several" if new else "last"
        work.removed("media-type-removed", old[name], both.use, both.subject, message, variant=variant, before=name)
    for name in fresh:
        message = f"The {both.subject} comes as {name} as well." if old else f"The {both.subject} comes as {name}."
        variant = "further" if old else "first"
        work.added("media-type-added", new[name], both.use, both.subject, message, variant=variant, after=name)


def _is_json(name: str) -> bool:
    kind = name.partition(";")[0]
    return kind == "application/json" or kind.endswith("+json")


def _named_otherwise(both: Both, name: str) -> Both:
    return Both(both.base, both.revision, both.use, f"{both.subject} as {name}")


def _compare_media(work: Work, name: str, both: Both) -> None:
    if not (_is_bytes(name, both.base) and _is_bytes(name, both.revision)):
        work.schemas(both)
    if "itemSchema" in both.base.body or "itemSchema" in both.revision.body:
        work.schemas(both, "itemSchema")
    _compare_encodings(work, both)
    for key in ("prefixEncoding", "itemEncoding"):
        old, new = both.base.body.get(key), both.revision.body.get(key)
        if old != new:
            message = f"The parts of the {both.subject} are written otherwise."
            work.changed(
                "encoding-changed", both, message, key=key, variant="other", before={key: old}, after={key: new}
            )
    work.text(both, _MEDIA)


def _is_bytes(name: str, node: Node) -> bool:
    """Whether a body is bytes: said by a schema of old, or by having none, as OpenAPI 3.1 has it."""
    if name.endswith("json") or name.startswith(("text/", "multipart/")) or "x-www-form" in name:
        return False
    schema = node.body.get("schema", {})
    if not isinstance(schema, dict):
        return False
    return not says_something(node, "schema") or (schema.get("type"), schema.get("format")) == ("string", "binary")


def _compare_encodings(work: Work, both: Both) -> None:
    old, new = both.base.members("encoding"), both.revision.members("encoding")
    for part in {**old, **new}:
        before = old.get(part) or Node(both.base.document, both.base.under("encoding", part), {})
        after = new.get(part) or Node(both.revision.document, both.revision.under("encoding", part), {})
        there = Both(before, after, both.use, f"part `{part}` of the {both.subject}")
        _compare_encoding(work, there, _usual_type(both.base, part), _usual_type(both.revision, part))


def _compare_encoding(work: Work, both: Both, usual_old: str, usual_new: str) -> None:
    from scripts.drift.documents.responses import compare_headers  # in turn, a header may come in a media type

    old, new = _encoding(both.base, usual_old), _encoding(both.revision, usual_new)
    if old != new:
        grown = _content_types(old) < _content_types(new) and {**old, "contentType": ""} == {**new, "contentType": ""}
        message = f"The {both.subject} is written otherwise."
        variant = "more-types" if grown else "other"
        work.changed("encoding-changed", both, message, variant=variant, before=dict(old), after=dict(new))
    compare_headers(work, both)
    work.text(both, _ENCODING)


def _encoding(node: Node, usual: str) -> dict[str, Json]:
    """Return how a part is written, with nothing left to defaults."""
    kinds = sorted({media_name(part) for part in (node.text("contentType") or usual).split(",")})
    style = node.text("style") or "form"
    return {
        "contentType": ", ".join(kinds),
        "style": style,
        "explode": node.flag("explode", usual=style == "form"),
        "allowReserved": node.flag("allowReserved"),
        "encoding": node.body.get("encoding"),
    }


def _content_types(form: dict[str, Json]) -> set[str]:
    return set(str(form["contentType"]).split(", "))


def _usual_type(media: Node, part: str) -> str:
    """Return the media type that a part has where none is written; empty where its schema does not tell at once."""
    inner = _below(_below(media, "schema"), "properties", part)
    kind = inner.body.get("type") if inner is not None else None
    if inner is None or not isinstance(kind, str):
        return ""
    if kind == "string":
        return "application/octet-stream" if inner.body.get("format") == "binary" else "text/plain"
    return {"object": "application/json", "array": ""}.get(kind, "text/plain")


def _below(node: Node | None, *way: str) -> Node | None:
    """Return the object at the end of a way of keys, a reference there followed, or None if there is none."""
    value: Json = node.body if node is not None else None
    for key in way:
        value = value.get(key) if isinstance(value, dict) else None
    return follow(node.document, node.under(*way), value) if node is not None and isinstance(value, dict) else None
