"""Giving an answer the shape of its schema: what is known where it belongs, null or nothing where it is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias, cast

from attrs import frozen

from videojobs.emulator.schema import Node, Schemas, View, as_items, as_node, tokens

Given: TypeAlias = dict[str, Any]
"""Known values, nested as they stand in the answer."""


class _Marker:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Marker()
"""Stands where a value has its place but is not known (yet)."""


@frozen
class Ready:
    """A value that already has its shape.

    Attributes:
        value: Any JSON value; taken as it is.
    """

    value: Any


def place(given: Given, pointer: str, value: object) -> bool:
    """Put a value at a JSON pointer, making objects on the way; say False where another value is in the way."""
    steps = tokens(pointer)
    if not steps:
        return False
    *way, last = steps
    here = given
    for token in way:
        below: Any = here.setdefault(token, {})
        if not isinstance(below, dict):
            return False
        here = cast("Given", below)
    if isinstance(here.get(last), dict) and value is UNKNOWN:
        return False
    here[last] = value
    return True


def shape(schemas: Schemas, view: View, given: Given, example: Node | None = None) -> dict[str, Any]:
    """Return the JSON object of a schema that holds what is given.

    Args:
        schemas: The schemas of the document.
        view: The schema of the object.
        given: Known values; `UNKNOWN` where the schema has a place for a value that is not known.
        example: The document's example of the object, or None. A property without a value that may be null
            but need not be there is null if the example has it, or if there is none; else it is left out.
    """
    out: dict[str, Any] = {}
    for name, node in view.properties.items():
        below = schemas.view(as_node(node))
        value = given.get(name, _ABSENT)
        if value is UNKNOWN or value is _ABSENT:
            required = name in view.required
            null = below.nullable and (required or example is None or name in example)
            value = _ABSENT if value is UNKNOWN else _filled(schemas, below, as_node(example).get(name), required)
            value = None if value is _ABSENT and null else value
        else:
            value = _fit(schemas, below, value)
        if value is not _ABSENT:
            out[name] = value
    for name in given.keys() - view.properties.keys():
        if given[name] is not UNKNOWN:
            out[name] = _fit(schemas, None, given[name])
    return out


def sample(schemas: Schemas, node: Node) -> Any:
    """Return some value that a schema allows: its example, default or first word, else a neutral value."""
    view = schemas.view(node)
    fixed = _fixed(view)
    return _neutral(schemas, view) if fixed is _ABSENT else fixed


_ABSENT: Final = _Marker()


def _fit(schemas: Schemas, view: View | None, value: Any) -> Any:
    """Fit a given value to its schema, objects and arrays member by member; no nulls for what may be absent."""
    if isinstance(value, Ready):
        return value.value
    if isinstance(value, list):
        node = view.items if view is not None else None
        items = schemas.view(node) if node is not None else None
        return [_fit(schemas, items, item) for item in as_items(cast("object", value))]
    if isinstance(value, Mapping):
        members = dict(cast("Mapping[str, Any]", value))
        if members and all(name.isdigit() for name in members) and (view is None or not view.properties):
            return _fit(schemas, view, [members[name] for name in sorted(members, key=int)])
        return shape(schemas, view or schemas.view({}), members, {})
    return value


def _filled(schemas: Schemas, view: View, example: Any, required: bool) -> Any:
    """Return a value for a property that nothing is known about, or `_ABSENT`."""
    fixed = _fixed(view)
    if fixed is not _ABSENT or not required or view.nullable:
        return fixed
    return _neutral(schemas, view) if example is None else example


def _fixed(view: View) -> Any:
    """Return the value that a schema names by itself: its only word or its default."""
    if view.closed and len(view.words) == 1:
        return view.words[0]
    default = view.node.get("default")
    return _ABSENT if default is None else default


def _neutral(schemas: Schemas, view: View) -> Any:
    if view.node.get("example") is not None:
        return view.node["example"]
    examples = as_items(view.node.get("examples"))
    if examples:
        return examples[0]
    if view.words:
        return view.words[0]
    if view.properties:
        return shape(schemas, view, {})
    if view.nullable:
        return None
    neutral: dict[str, Any] = {"integer": 0, "number": 0.0, "boolean": False, "array": [], "object": {}, "string": ""}
    return next((value for name, value in neutral.items() if name in view.types), neutral["object"])
