"""Walk the parts of a document by kind, each once, also those behind references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.oas.document import items_of, members_of
from scripts.oas.operations import ALL_METHODS
from scripts.oas.pointers import child_pointer, format_pointer, resolve_pointer
from scripts.oas.references import local_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.documents.scope import Scope
    from scripts.oas.document import Json, JsonObject

Finding = tuple[str, str]
"""Where (a pointer, or the end of one below a part) and a sentence."""

# Kind of object -> key -> kind of the value: ``[x`` is a list of x, ``{x`` a map of names to x.
_CHILDREN: dict[str, dict[str, str]] = {
    "item": {"parameters": "[parameter", **dict.fromkeys(ALL_METHODS, "operation")},
    "operation": {
        "parameters": "[parameter",
        "requestBody": "body",
        "responses": "{response",
        "callbacks": "{callback",
    },
    "body": {"content": "{media"},
    "response": {"content": "{media", "headers": "{parameter"},
    "parameter": {"schema": "schema", "content": "{media"},
    "media": {"schema": "schema"},
    "schema": {
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "[schema"),
        **dict.fromkeys(("properties", "patternProperties", "dependentSchemas", "$defs", "definitions"), "{schema"),
        **dict.fromkeys(("items", "additionalProperties", "not", "if", "then", "else"), "schema"),
        **dict.fromkeys(("contains", "propertyNames", "unevaluatedProperties", "unevaluatedItems"), "schema"),
    },
    "components": {
        "schemas": "{schema",
        "responses": "{response",
        "parameters": "{parameter",
        "headers": "{parameter",
        "requestBodies": "{body",
        "callbacks": "{callback",
        "pathItems": "{item",
    },
}


@frozen(kw_only=True)
class Part:
    """One part of a document.

    Attributes:
        kind: ``item``, ``operation``, ``parameter`` (a header too), ``body``, ``response``, ``media``, ``schema`` ...
        pointer: Its JSON pointer.
        node: The node. A reference is not followed: its target is a part of its own.
    """

    kind: str
    pointer: str
    node: JsonObject


def parts(document: JsonObject, scope: Scope | None) -> Iterator[Part]:
    """Yield each part once.

    Args:
        document: An OpenAPI document; parts of the wrong type are skipped.
        scope: The operations to look at; None: the whole document.
    """
    seen: set[str] = set()
    waiting = _start(document, scope)
    while waiting:
        kind, at = waiting.pop()
        node = resolve_pointer(document, at)
        if at in seen or not isinstance(node, dict):
            continue
        seen.add(at)
        yield Part(kind=kind, pointer=at, node=node)
        target = local_pointer(node.get("$ref"))
        if target:
            waiting.append((kind, target))
        waiting += reversed(list(_below(kind, at, node)))


def _start(document: JsonObject, scope: Scope | None) -> list[tuple[str, str]]:
    result: list[tuple[str, str]] = []
    whole = scope is None or scope.operations is None
    for section in ("paths", "webhooks"):
        for path, item in members_of(document.get(section)).items():
            at = format_pointer([section, path])
            if whole:
                result.append(("item", at))
            elif scope is not None and isinstance(item, dict):
                name = path
                if section == "webhooks":
                    name = f"webhook {path}"
                result += _of_path_item(at, item, [method for method in ALL_METHODS if scope.holds(method, name)])
    if whole:
        result.append(("components", "/components"))
    return result[::-1]


def _of_path_item(at: str, item: JsonObject, methods: list[str]) -> Iterator[tuple[str, str]]:
    if methods:
        yield from (("operation", f"{at}/{method}") for method in methods)
        yield from _children("[parameter", f"{at}/parameters", item.get("parameters"))
        target = local_pointer(item.get("$ref"))
        if target:
            yield "item", target


def _below(kind: str, at: str, node: JsonObject) -> Iterator[tuple[str, str]]:
    if kind == "callback":
        yield from _children("{item", at, node)
        return
    for key, inner in _CHILDREN.get(kind, {}).items():
        if key in node:
            yield from _children(inner, f"{at}/{key}", node[key])


def _children(kind: str, at: str, value: Json) -> Iterator[tuple[str, str]]:
    if kind[0] == "[":
        yield from ((kind[1:], f"{at}/{index}") for index in range(len(items_of(value))))
    elif kind[0] == "{":
        yield from ((kind[1:], child_pointer(at, name)) for name in members_of(value))
    else:
        yield kind, at
