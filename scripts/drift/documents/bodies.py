"""Compare request bodies, and the content that bodies, responses, parameters and headers share.

These are one module because they contain each other: content has forms, the parts of a form have headers, and the value
of a header may have content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from scripts.drift.documents.context import SUNSETS, NodePair, constrains
from scripts.drift.documents.resolver import Node, follow
from scripts.drift.documents.serialisation import compare_serialisation, media_name, media_types, only_media
from scripts.drift.recorder import OPERATIONS
from scripts.oas.pointers import resolve_keys

if TYPE_CHECKING:
    from collections.abc import Collection

    from scripts.drift.documents.context import Context
    from scripts.drift.documents.operations import OperationPair
    from scripts.oas.document import Json

_COMPARED_IN_BODY = frozenset({"content", "required"})
_COMPARED_IN_MEDIA = frozenset({"schema", "itemSchema", "encoding", "prefixEncoding", "itemEncoding"})
_COMPARED_IN_ENCODING = frozenset({"contentType", "headers", "style", "explode", "allowReserved", "encoding"})
_COMPARED_IN_HEADER = frozenset({"required", "schema", "content", "style", "explode", "deprecated", *SUNSETS})


def compare_bodies(context: Context, pair: OperationPair) -> None:
    """Compare the request bodies of two operations.

    Raises:
        SpecError: A body has a wrong type.
    """
    old, new = (node.child("requestBody") for node in pair.nodes)
    use, subject = pair.base.request_use, f"body of {OPERATIONS}"
    if old is not None and new is not None:
        _compare_body(context, NodePair(old, new, use, subject))
    elif old is not None:
        context.removed("body-removed", old, use, subject, before=_summary(old))
    elif new is not None:
        variant = "optional"
        if new.flag("required"):
            variant = "required"
        context.added("body-added", new, use, subject, variant=variant, after=_summary(new))


def _summary(body: Node) -> Json:
    return {"required": body.flag("required"), "content": [*sorted(media_types(body))]}


def _compare_body(context: Context, nodes: NodePair) -> None:
    required, optional = ("body-required", "is required now"), ("body-optional", "is no longer required")
    context.compare_flag(nodes, "required", required, optional)
    compare_content(context, nodes)
    context.compare_prose(nodes, _COMPARED_IN_BODY)


def compare_content(context: Context, nodes: NodePair) -> None:
    """Compare the media types of two bodies, responses, parameters or headers."""
    old, new = media_types(nodes.base), media_types(nodes.revision)
    removed, added = [name for name in old if name not in new], [name for name in new if name not in old]
    for name, node in old.items():
        if name in new:
            subject = f"{nodes.subject} as {name}"
            if len(old) == len(new) == 1:
                subject = nodes.subject
            _compare_media(context, name, NodePair(node, new[name], nodes.use, subject))
    # One for one is one cause; as removed and added it would be two entries, and the schemas would not be compared.
    if len(removed) == len(added) == 1:
        (was,), (now,) = removed, added
        media = NodePair(old[was], new[now], nodes.use, nodes.subject)
        variant = "other"
        if _is_json(was) and _is_json(now):
            variant = "json"
        elif _is_binary(was, media.base) and _is_binary(now, media.revision):
            variant = "binary"
        message = f"The media type of the {nodes.subject} is {now}, no longer {was}."
        context.changed("media-type-changed", media, message, variant=variant, before=was, after=now)
        if variant != "binary":  # bytes have no schema to compare, or one that says no more than that
            context.compare_schemas(evolve(media, subject=f"{nodes.subject} as {now}"))
        return
    for name in removed:
        message = f"{name} is no longer a media type of the {nodes.subject}."
        variant = _removed_variant(name, new)
        context.removed(
            "media-type-removed", old[name], nodes.use, nodes.subject, variant=variant, before=name, message=message
        )
    for name in added:
        message = f"{name} is a new media type of the {nodes.subject}."
        variant = "first"
        if old:
            variant = "further"
        context.added(
            "media-type-added", new[name], nodes.use, nodes.subject, variant=variant, after=name, message=message
        )


def _removed_variant(name: str, rest: Collection[str]) -> str:
    """Return the variant of a removed media type; ``rest`` are those of the revision."""
    if not rest:
        return "last"
    if _is_json(name) and not any(_is_json(other) for other in rest):
        return "only-json"
    return "one-of-several"


def _is_json(name: str) -> bool:
    kind = name.partition(";")[0]  # a suffix names the syntax: https://www.rfc-editor.org/rfc/rfc6839#section-3.1
    return kind == "application/json" or kind.endswith("+json")


def _compare_media(context: Context, name: str, nodes: NodePair) -> None:
    # ``format: binary`` in OpenAPI 3.0 became no schema at all in 3.1: the same bytes, so nothing to compare.
    # https://spec.openapis.org/oas/v3.1.1.html#migrating-binary-descriptions-from-oas-3-0
    if not (_is_binary(name, nodes.base) and _is_binary(name, nodes.revision)):
        context.compare_schemas(nodes)
    # One item of a stream: OpenAPI 3.2, https://spec.openapis.org/oas/v3.2.0.html#media-type-object
    if "itemSchema" in nodes.base.body or "itemSchema" in nodes.revision.body:
        context.compare_schemas(nodes, "itemSchema")
    _compare_encodings(context, nodes)
    for key in ("prefixEncoding", "itemEncoding"):
        old, new = nodes.base.body.get(key), nodes.revision.body.get(key)
        if old != new:
            message = f"The parts of the {nodes.subject} are serialised in another way."
            before, after = {key: old}, {key: new}
            context.changed("encoding-changed", nodes, message, key=key, variant="other", before=before, after=after)
    context.compare_prose(nodes, _COMPARED_IN_MEDIA)


def _is_binary(name: str, node: Node) -> bool:
    """Whether a body is binary: in OpenAPI 3.0 by its format, in 3.1 by having no schema."""
    if name.endswith("json") or name.startswith(("text/", "multipart/")) or "x-www-form" in name:
        return False
    schema = node.body.get("schema", {})
    if not isinstance(schema, dict):
        return False
    return not constrains(node, "schema") or (schema.get("type"), schema.get("format")) == ("string", "binary")


def _compare_encodings(context: Context, nodes: NodePair) -> None:
    old, new = nodes.base.members("encoding"), nodes.revision.members("encoding")
    for part in {**old, **new}:
        before = old.get(part) or Node(nodes.base.document, nodes.base.pointer("encoding", part), {})
        after = new.get(part) or Node(nodes.revision.document, nodes.revision.pointer("encoding", part), {})
        parts = NodePair(before, after, nodes.use, f"part `{part}` of the {nodes.subject}")
        default_types = (_default_type(nodes.base, part), _default_type(nodes.revision, part))
        _compare_encoding(context, parts, default_types)


def _compare_encoding(context: Context, nodes: NodePair, default_types: tuple[str, str]) -> None:
    old, new = _encoding(nodes.base, default_types[0]), _encoding(nodes.revision, default_types[1])
    if old != new:
        variant = "other"
        if {**old, "contentType": ""} == {**new, "contentType": ""} and _types(old) < _types(new):
            variant = "more-types"
        message = f"The {nodes.subject} is serialised in another way."
        context.changed("encoding-changed", nodes, message, variant=variant, before=dict(old), after=dict(new))
    compare_headers(context, nodes)
    context.compare_prose(nodes, _COMPARED_IN_ENCODING)


def _encoding(node: Node, default_type: str) -> dict[str, Json]:
    """Return how a part is serialised, with all defaults filled in."""
    # `contentType` is a list of alternatives separated by commas, so its order means nothing.
    types = sorted({media_name(part) for part in (node.text("contentType") or default_type).split(",")})
    style = node.text("style") or "form"
    return {
        "contentType": ", ".join(types),
        "style": style,
        "explode": node.flag("explode", default=style == "form"),
        "allowReserved": node.flag("allowReserved"),
        "encoding": node.body.get("encoding"),
    }


def _types(encoding: dict[str, Json]) -> set[str]:
    return set(str(encoding["contentType"]).split(", "))


def _default_type(media: Node, part: str) -> str:
    """Return the default media type of a part, by its type; empty if the schema does not state the type directly.

    https://spec.openapis.org/oas/v3.1.1.html#encoding-object
    """
    schema = _descend(_descend(media, "schema"), "properties", part)
    if schema is None:
        return ""
    name = schema.body.get("type")
    if not isinstance(name, str):
        return ""
    if (name, schema.body.get("format")) == ("string", "binary"):
        return "application/octet-stream"
    # An array has the default of its items, which are not looked up: no type is claimed.
    return {"object": "application/json", "array": ""}.get(name, "text/plain")


def _descend(node: Node | None, *keys: str) -> Node | None:
    """Return the object at the end of some keys, the target of a reference there, or None."""
    if node is None:
        return None
    value = resolve_keys(node.body, keys)
    if isinstance(value, dict):
        return follow(node.document, node.pointer(*keys), value)
    return None


def compare_headers(context: Context, nodes: NodePair) -> None:
    """Compare the headers of two responses, or of two parts of a form; names are case-insensitive."""
    old, new = _headers_by_name(nodes.base), _headers_by_name(nodes.revision)
    for name, (text, node) in old.items():
        subject = f"header `{text}` of the {nodes.subject}"
        if name in new:
            _compare_header(context, NodePair(node, new[name][1], nodes.use, subject))
        else:
            before: Json = {"name": text, "required": node.flag("required")}
            context.removed("header-removed", node, nodes.use, subject, before=before)
    for name, (text, node) in new.items():
        if name not in old:
            variant = "optional"
            if node.flag("required"):
                variant = "required"
            after: Json = {"name": text, "required": node.flag("required")}
            subject = f"header `{text}` of the {nodes.subject}"
            context.added("header-added", node, nodes.use, subject, variant=variant, after=after)


def _headers_by_name(holder: Node) -> dict[str, tuple[str, Node]]:
    """Return the headers by lower-case name."""
    headers = {name.lower(): (name, node) for name, node in holder.members("headers").items()}
    # https://spec.openapis.org/oas/v3.1.1.html#response-object: it shall be ignored; `content` states the media type.
    headers.pop("content-type", None)
    return headers


def _compare_header(context: Context, nodes: NodePair) -> None:
    required, optional = ("header-required", "is always sent now"), ("header-optional", "may be missing now")
    context.compare_flag(nodes, "required", required, optional)
    compare_serialisation(context, nodes, "header-serialised-otherwise", ("simple", "simple"))
    compare_value_schemas(context, nodes)
    context.compare_lifetime(nodes)
    context.compare_prose(nodes, _COMPARED_IN_HEADER)


def compare_value_schemas(context: Context, nodes: NodePair) -> None:
    """Compare the schemas of two parameters or headers, each of which may be in a media type."""
    old, new = only_media(nodes.base), only_media(nodes.revision)
    if old is not None and new is not None and media_name(old[0]) == media_name(new[0]):
        compare_content(context, nodes)
        return
    if old is not None:
        nodes = evolve(nodes, base=old[1])
    if new is not None:
        nodes = evolve(nodes, revision=new[1])
    context.compare_schemas(nodes)
