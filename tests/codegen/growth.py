"""Documents that are too large to be written down: builders, by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.codegen.conftest import document

Doc = dict[str, Any]


def ref(name: str) -> Doc:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def many(count: int, make: Callable[[int], Doc], last: Doc) -> Doc:
    """Return a document of schemas S0, S1 ... and a last one."""
    return document(schemas={**{f"S{number}": make(number) for number in range(count)}, f"S{count}": last})


def with_schema(schema: Doc, **others: Doc) -> Doc:
    """Return a document with one schema, and others beside it."""
    return document(schemas={"J": schema, **others})


def get(**more: Any) -> Doc:
    """Return a path item."""
    return {"get": {"responses": {}, **more}}


def deep(count: int) -> Doc:
    """Return an object in an object in an object."""
    schema: Doc = {"type": "string"}
    for _ in range(count):
        schema = {"type": "object", "properties": {"a": schema}}
    return with_schema(schema)


def nested(count: int) -> Doc:
    """Return a map of maps of maps."""
    schema: Doc = {"type": "string"}
    for _ in range(count):
        schema = {"type": "object", "additionalProperties": schema}
    return with_schema({"type": "object", "properties": {"a": schema}})


def shared_response(count: int) -> Doc:
    """Return a large response that many operations share."""
    keys = {f"k{number}": {"type": "string"} for number in range(900)}
    response = {"description": "x", "content": {"application/json": {"schema": {"type": "object", "properties": keys}}}}
    item = {"200": {"$ref": "#/components/responses/R"}}
    doc = document({f"/p{number}": get(responses=item) for number in range(count)})
    doc["components"]["responses"] = {"R": response}
    return doc


def heirs(count: int) -> Doc:
    """Return objects that inherit a large one."""
    large = {"type": "object", "properties": {f"k{number}": {"type": "string"} for number in range(900)}}
    own = {f"S{number}": {"allOf": [ref("Large"), {"properties": {f"p{number}": {}}}]} for number in range(count)}
    return document(schemas={"Large": large, **own})


def multiplied(count: int) -> Doc:
    """Return unions that allOf multiplies with each other."""
    union = [{"type": "object", "properties": {"a": {"type": "string"}}}, {"properties": {"b": {}}}]
    return with_schema({"allOf": [{"anyOf": [*union, {"properties": {f"c{number}": {}}}]} for number in range(count)]})


KINDS: dict[str, Callable[[int], Doc]] = {
    "names": lambda n: many(n, lambda k: ref(f"S{k + 1}"), {"type": "string"}),
    "lists": lambda n: many(n, lambda k: {"type": "array", "items": ref(f"S{k + 1}")}, {"type": "string"}),
    "objects": lambda n: many(
        n, lambda k: {"type": "object", "properties": {"a": ref(f"S{k + 1}")}}, {"type": "object"}
    ),
    "ring": lambda n: many(n, lambda k: {"type": "object", "properties": {"a": ref(f"S{k + 1}")}}, ref("S0")),
    "merges": lambda n: many(
        n, lambda k: {"allOf": [ref(f"S{k + 1}"), {"properties": {f"p{k}": {}}}]}, {"type": "object"}
    ),
    "doubling merges": lambda n: many(
        n,
        lambda k: (
            {"type": "object", "properties": {"x": {"allOf": [ref(f"S{k + 1}"), {"description": "a"}]}}}
            if k % 2
            else {"allOf": [{"properties": {f"a{k}": ref(f"S{k + 1}")}}, ref(f"S{k + 1}"), ref(f"S{k + 1}")]}
        ),
        {"type": "object", "properties": {f"q{number}": {"type": "string"} for number in range(500)}},
    ),
    "doubling unions": lambda n: many(
        n,
        lambda k: {"anyOf": [ref(f"S{k + 1}"), {"type": "array", "items": ref(f"S{k + 1}")}]},
        {"type": "string"},
    ),
    "heirs": heirs,
    "multiplied unions": multiplied,
    "union": lambda n: with_schema(
        {"type": "object", "properties": {"a": {"anyOf": [{"const": k} for k in range(n)]}}}
    ),
    "keys": lambda n: with_schema({"type": "object", "properties": {f"k{k}": {"type": "string"} for k in range(n)}}),
    "values": lambda n: with_schema({"type": "string", "enum": [f"v{k}" for k in range(n)]}),
    "colliding values": lambda n: with_schema({"type": "string", "enum": ["a" + "-" * k for k in range(n)]}),
    "colliding keys": lambda n: with_schema({"type": "object", "properties": {"a" + "-" * k: {} for k in range(n)}}),
    "schemas": lambda n: many(n, lambda k: {"type": "object"}, {"type": "object"}),
    "operations": lambda n: document({f"/p{k}": get() for k in range(n)}),
    "parameters": lambda n: document(
        {"/a": get(parameters=[{"name": f"p{k}", "in": "query", "schema": {}} for k in range(n)])}
    ),
    "shared response": shared_response,
    "prose": lambda n: with_schema(
        {"type": "object", "description": "words and " * (n // 10), "properties": {"a": {}}}
    ),
    "deep": deep,
    "nested dicts": nested,
    "pattern": lambda n: with_schema({"type": "string", "pattern": "a" * n}),
    "path": lambda n: document({"/a" * (n // 2): get(operationId="x")}),
}

TEXTS: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "[" * n + "]" * n,
    "digits": lambda n: "a: " + "1" * n,
}


def grown(kind: str, count: int) -> bytes:
    """Return the file."""
    if kind in TEXTS:
        return TEXTS[kind](count).encode()
    return json.dumps(KINDS[kind](count)).encode()
