"""Compare how the values of parameters and headers are serialised, and read media types.

https://spec.openapis.org/oas/v3.1.1.html#style-values
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.documents.context import constrains
from scripts.drift.documents.resolver import follow

if TYPE_CHECKING:
    from scripts.drift.documents.context import Context, NodePair
    from scripts.drift.documents.resolver import Node
    from scripts.oas.document import Document, Json

_SCALARS = frozenset({"string", "integer", "number", "boolean", "null"})
_MAX_DEPTH = 20  # unions in unions

Serialisation = dict[str, "Json"]


def compare_serialisation(context: Context, nodes: NodePair, kind: str, default_styles: tuple[str, str]) -> None:
    """Record that a parameter or header is serialised in another way."""
    old = _serialisation(nodes.base, default_styles[0])
    new = _serialisation(nodes.revision, default_styles[1])
    names = _different(old, new)
    if names:
        differences = ", ".join(f"{name} {_text(old.get(name))} became {_text(new.get(name))}" for name in names)
        message = f"The {nodes.subject} is serialised in another way: {differences}."
        variant = "other"
        if names == ["allowReserved"] and new["allowReserved"]:
            variant = "unescaped"
        context.changed(kind, nodes, message, variant=variant, before=old, after=new)


def _serialisation(node: Node, default_style: str) -> Serialisation:
    """Return how a value is serialised, with all defaults filled in."""
    media = only_media(node)
    if media is not None:
        return {"content": media_name(media[0])}
    style = node.text("style") or default_style
    # True is the default of `form`, and of `cookie`, a style of OpenAPI 3.2.
    explode: Json = node.flag("explode", default=style in ("form", "cookie"))
    allow_reserved = node.flag("allowReserved")
    if style in ("form", "simple") and _is_scalar(node):
        explode = None  # it matters to lists and objects only
    return {"style": style, "explode": explode, "allowReserved": allow_reserved}


def _different(old: Serialisation, new: Serialisation) -> list[str]:
    if ("content" in old) is not ("content" in new):
        return ["content"]
    names = [name for name in old if old[name] != new.get(name)]
    return [name for name in names if name != "explode" or None not in (old[name], new[name])]


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value or "none")


def _is_scalar(node: Node) -> bool:
    """Whether a value is certainly neither a list nor an object."""
    return constrains(node, "schema") and _has_scalars_only(node.document, node.pointer("schema"), node.body["schema"])


def _has_scalars_only(document: Document, at: str, schema: Json, depth: int = 0) -> bool:
    if not isinstance(schema, dict) or depth > _MAX_DEPTH:
        return False
    node = follow(document, at, schema)
    if "type" in node.body:
        stated = node.body["type"]
        types = stated if isinstance(stated, list) else [stated]
        return bool(types) and all(isinstance(item, str) and item in _SCALARS for item in types)
    values = [node.body["const"]] if "const" in node.body else node.body.get("enum")
    if isinstance(values, list) and values:
        return not any(isinstance(item, dict | list) for item in values)
    # Every member of a union must be a scalar; of `allOf`, which narrows, one is enough.
    for key, enough in (("anyOf", all), ("oneOf", all), ("allOf", any)):
        members = node.body.get(key)
        if isinstance(members, list) and members:
            places = [(node.pointer(key, index), member) for index, member in enumerate(members)]
            if enough(_has_scalars_only(document, place, member, depth + 1) for place, member in places):
                return True
    return False


def media_name(text: str) -> str:
    """Return a media type in lower case, with sorted parameters, and without a charset of UTF-8 (the default)."""
    # https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1: names are case-insensitive, parameters have no order.
    if ";" not in text:
        return text.strip().lower()
    name, *parameters = (part.strip() for part in text.split(";"))
    normal = sorted(_media_parameter(part) for part in parameters if part)
    return ";".join([name.lower(), *(part for part in normal if part != "charset=utf-8")])


def _media_parameter(text: str) -> str:
    key, _, value = text.partition("=")
    key, value = key.strip().lower(), value.strip()
    if key == "charset":
        value = value.strip('"').lower()
    return f"{key}={value}"


def media_types(holder: Node) -> dict[str, Node]:
    """Return the media types of a body, response, parameter or header by normalised name.

    Raises:
        SpecError: One has a wrong type, or two differ under the same name.
    """
    media: dict[str, Node] = {}
    for text, node in holder.members("content").items():
        name = media_name(text)
        if name in media and media[name].body != node.body:
            what = f"the media type {name!r} is listed twice"
            raise holder.document.error(holder.pointer("content", text), what, "keep one of the two")
        media[name] = node
    return media


def only_media(node: Node) -> tuple[str, Node] | None:
    """Return the media type of a parameter or header, or None if it has a plain schema.

    Raises:
        SpecError: There is more or less than one media type.
    """
    if "content" not in node.body:
        return None
    media = node.members("content")
    if len(media) != 1:
        raise node.error("content", f"there are {len(media)} media types, not one", "keep one")
    return next(iter(media.items()))
