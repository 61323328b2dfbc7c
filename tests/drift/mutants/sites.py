"""Find the schemas, operations and parameters of a document that may be changed, with the directions they are used in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import define, field

Doc = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
SENT, READ = "request", "response"


@define
class Site:
    """A schema that changes can be made to.

    Attributes:
        schema: The schema itself, in the document.
        directions: The directions that it is used in.
        is_alone: Whether no other schema but null applies to the same value, so that the effect of a change is known.
        is_nullable: Whether null is an alternative beside it.
    """

    schema: Doc
    directions: set[str] = field(factory=set)
    is_alone: bool = True
    is_nullable: bool = False


def resolved(document: Doc, node: Any) -> Any:
    """Return the target of a reference; anything else as it is."""
    for _ in range(20):
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str) and node["$ref"].startswith("#/")):
            return node
        target: Any = document
        for key in node["$ref"][2:].split("/"):
            target = target[key.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def operations(document: Doc) -> Iterator[tuple[str, str, Doc]]:
    """Yield path, method and node of each operation."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def parameters(document: Doc) -> Iterator[tuple[Doc, Doc]]:
    """Yield each parameter of an operation, with the operation."""
    for _, _, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            yield resolved(document, parameter), operation


def uses(document: Doc) -> Iterator[tuple[str, Any]]:
    """Yield each schema of a body or parameter with its direction."""
    for parameter, _ in parameters(document):
        if "schema" in parameter:
            yield SENT, parameter["schema"]
    for _, _, operation in operations(document):
        body = resolved(document, operation.get("requestBody") or {})
        yield from ((SENT, schema) for schema in _schemas(body))
        for response in operation.get("responses", {}).values():
            yield from ((READ, schema) for schema in _schemas(resolved(document, response)))


def _schemas(body: Doc) -> Iterator[Any]:
    for name, media in body.get("content", {}).items():
        if "json" in name or "form" in name:  # bytes have no null, no enum and no limits
            yield media.get("schema", True)


def sites(document: Doc) -> list[Site]:
    """Return the schemas that operations use."""
    reached: dict[int, Site] = {}
    visited: set[tuple[int, str, bool]] = set()
    waiting = [(direction, schema, True) for direction, schema in uses(document)]
    while waiting:
        direction, node, alone = waiting.pop()
        beside_reference = isinstance(node, dict) and "$ref" in node and len(node) > 1
        schema = resolved(document, node)
        alone = alone and not beside_reference
        if not isinstance(schema, dict) or (id(schema), direction, alone) in visited:
            continue
        visited.add((id(schema), direction, alone))
        site = reached.setdefault(id(schema), Site(schema))
        site.directions.add(direction)
        combined = {"anyOf", "oneOf", "allOf", "not", "if"} & schema.keys()
        alone = site.is_alone and alone
        site.is_alone = alone and not combined
        for member in _nullable(schema) if alone else ():
            if isinstance(member, dict) and "$ref" not in member:
                reached.setdefault(id(member), Site(member)).is_nullable = True
            waiting.append((direction, member, True))
        waiting += [(direction, item, site.is_alone) for item in schema.get("properties", {}).values()]
        waiting += [
            (direction, schema[key], site.is_alone) for key in ("items", "additionalProperties") if key in schema
        ]
        if not (alone and _nullable(schema)):
            waiting += [(direction, item, False) for key in ("anyOf", "oneOf", "allOf") for item in schema.get(key, ())]
    return list(reached.values())


def _nullable(schema: Doc) -> list[Any]:
    """Return the one alternative beside null, if a schema is no more than these two."""
    members = schema.get("anyOf", ())
    others = [member for member in members if member != {"type": "null"}]
    if (
        len(members) == 2
        and len(others) == 1
        and not {"oneOf", "allOf", "not", "if", "type", "properties"} & schema.keys()
    ):
        return others
    return []
