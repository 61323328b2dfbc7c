"""Check parameters: a path, query, header or cookie parameter must be one that the runtime can serialise.

Objects outside a query, and lists in some styles, cannot be sent as the document asks
(https://spec.openapis.org/oas/v3.1.0#style-values); they are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scripts.oas.bounds import MAX_CHAIN
from scripts.oas.pointers import format_pointer
from scripts.oas.problems import Unsupported
from scripts.oas.references import follow
from scripts.oas.schemas import Json, Path

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~\w-]+", re.ASCII)
_DEFAULT_STYLE = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_JOINTS = {
    ("path", "simple"): ",",
    ("query", "form"): ",",
    ("query", "spaceDelimited"): " ",
    ("query", "pipeDelimited"): "|",
}
"""What is put between the items of a list that is one text (https://spec.openapis.org/oas/v3.1.0#style-values)."""
_IGNORED = frozenset({"accept", "content-type", "authorization"})
"""Header parameters that OpenAPI says to ignore (3.1, section 4.8.12.1); the client sets them itself."""
_FORBIDDEN = frozenset(
    {"connection", "content-length", "cookie", "host", "proxy-authorization", "set-cookie", "te", "transfer-encoding"}
)
"""Headers that the HTTP library sets: an argument of that name could split or redirect the request."""


def check_parameter(doc: Json, parameter: Json, at: Path, warnings: list[str]) -> bool:
    """Check one parameter and normalise it in place.

    Returns:
        Whether the parameter is generated: OpenAPI says to ignore three header parameters. Nor can a header have a
        blank in its name; that is a warning.

    Raises:
        Unsupported: It cannot be sent as the document asks.
    """
    for key in ("name", "in"):
        if key not in parameter:
            raise Unsupported(at, f"the key {key!r} is missing", f"write {key!r}")
    name, place = parameter["name"], parameter["in"]
    if place == "header" and name.lower() in _IGNORED:
        return False
    if place == "header" and name.isprintable() and " " in name:
        warnings.append(f"{format_pointer(at)}: a header cannot be called {name!r} (RFC 9110, 5.6.2): it is left out")
        return False
    schema = parameter.get("schema")
    if not isinstance(schema, dict):
        raise Unsupported(at, "has no schema", "give it a schema; `content` parameters cannot be sent")
    if place in ("header", "cookie") and not is_header_name(name):
        raise Unsupported((*at, "name"), f"{name!r} cannot be set as a {place}", "remove it by overlay")
    if place == "query" and (not name or not name.isprintable()):
        raise Unsupported((*at, "name"), f"{name!r} cannot be the name of a parameter", "correct it by overlay")
    kinds = set(_kinds(doc, schema, at, {}))
    _check_style(parameter, kinds, at)
    if "description" in parameter:
        schema["description"] = parameter["description"]
    if place == "path":
        parameter["required"] = True
    return True


def is_header_name(name: str) -> bool:
    """Whether a header of this name may be set: a token (RFC 9110, 5.6.2) that the HTTP library does not set itself."""
    return _TOKEN.fullmatch(name) is not None and name.lower() not in _FORBIDDEN


def _check_style(parameter: Json, kinds: set[str], at: Path) -> None:
    place = parameter["in"]
    style = parameter.get("style", _DEFAULT_STYLE[place])
    explode = parameter.get("explode", style == "form")  # OpenAPI 3.1, 4.8.12.2: true for `form` only
    if place == "query" and style == "deepObject":
        return
    if "nested" in kinds:
        raise Unsupported((*at, "schema"), "a list of lists or objects", "write a text by overlay")
    if "object" in kinds:
        if place == "query" and style == "form" and explode:
            return
        what = f"an object in the {place} in style {style!r}, explode {explode}"
        raise Unsupported((*at, "schema"), what, "write its keys as parameters by overlay")
    if "array" not in kinds:
        if style != _DEFAULT_STYLE[place]:
            raise Unsupported((*at, "style"), f"the style {style!r} is not supported here", "remove it by overlay")
        return
    if (place, style) in _JOINTS and not explode:
        parameter["x-joint"] = _JOINTS[place, style]
        return
    if style != _DEFAULT_STYLE[place] or (place in ("path", "cookie") and not explode) or place == "path":
        raise Unsupported(at, f"a list in style {style!r}, explode {explode}", "repeat the name: style form")


def _kinds(doc: Json, schema: Any, at: Path, seen: dict[int, None]) -> Iterator[str]:
    """Yield the JSON types that a schema allows, as far as it says, and ``nested`` for lists of lists or objects."""
    if not isinstance(schema, dict):
        return
    schema = follow(doc, schema, format_pointer(at))[1]
    if id(schema) in seen:
        return
    seen[id(schema)] = None
    if len(seen) > MAX_CHAIN:
        raise Unsupported(at, f"a type of more than {MAX_CHAIN} parts", "write a text by overlay")
    kind = schema.get("type")
    if isinstance(kind, str):
        yield kind
    elif isinstance(kind, list):
        yield from kind
    elif "properties" in schema:
        yield "object"
    for member in (member for key in ("allOf", "anyOf", "oneOf") for member in schema.get(key, ())):
        yield from _kinds(doc, member, at, seen)
    if isinstance(schema.get("items"), dict) and {"object", "array"} & set(_kinds(doc, schema["items"], at, seen)):
        yield "nested"
