"""Write JSON values of a schema: known members in their place, the others filled in, null or left out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias, cast

from attrs import frozen

from videojobs.emulator.schema_views import Property, SchemaReader, SchemaView
from videojobs.http.json_pointer import split
from videojobs.openapi.operations import JsonObject, as_array

Members: TypeAlias = dict[str, Any]
"""Known members of an object, nested."""


# The pointers are those of the dialect: a few, and the same in each response.
_split = lru_cache(maxsize=1024)(split)


class _Marker:
    def __repr__(self) -> str:
        return "NO_VALUE"


NO_VALUE: Final = _Marker()
"""In place of a value that the schema declares and that does not exist (yet)."""
_ABSENT: Final = _Marker()
_SCALARS: Final = frozenset({str, int, float, bool})


@frozen
class Verbatim:
    """A value that is not to be fitted to its schema.

    Attributes:
        value: Any JSON value.
    """

    value: Any


def set_at(members: Members, pointer: str, value: object) -> None:
    """Set the value at a JSON pointer, with the objects on the way; not where another value is in the way."""
    if not pointer:
        return
    *parents, last = _split(pointer)
    target = members
    for key in parents:
        child: Any = target.setdefault(key, {})
        if not isinstance(child, dict):
            return
        target = cast("Members", child)
    if value is not NO_VALUE or not isinstance(target.get(last), dict):
        target[last] = value


def object_of(
    reader: SchemaReader, view: SchemaView, members: Members, example: JsonObject | None = None
) -> dict[str, Any]:
    """Return an object of a schema.

    Args:
        reader: Reads the schemas of the document.
        view: The schema of the object.
        members: Known values; `NO_VALUE` for a declared one that does not exist.
        example: The document's example of the object, or None. An unknown property that is nullable and optional is
            null if the example has it, or if there is no example; else it is left out.
    """
    result: dict[str, Any] = {}
    for declared in reader.properties(view):
        value = members.get(declared.name, _ABSENT)
        if value.__class__ not in _SCALARS:  # most are, and to fit them takes a tenth of a poll
            value = _property_value(reader, declared, value, example)
        if value is not _ABSENT:
            result[declared.name] = value
    for name in members:
        if name not in view.properties and members[name] is not NO_VALUE:
            result[name] = _fitted(reader, None, members[name])
    return result


def _property_value(reader: SchemaReader, declared: Property, value: Any, example: JsonObject | None) -> Any:
    """Return the value of a property from the known one, `NO_VALUE` or `_ABSENT`; or `_ABSENT`."""
    name, view = declared.name, declared.view
    if value is not NO_VALUE and value is not _ABSENT:
        return _fitted(reader, view, value)
    if value is _ABSENT:
        value = _filled(reader, view, example.get(name) if example is not None else None, declared.is_required)
    else:
        value = _ABSENT
    if value is _ABSENT and view.is_nullable and (declared.is_required or example is None or name in example):
        return None
    return value


def example_of(reader: SchemaReader, schema: JsonObject) -> Any:
    """Return a value that a schema allows: its default, example or first listed value, else a neutral one."""
    view = reader.view(schema)
    fixed = _fixed(view)
    if fixed is _ABSENT:
        return _neutral(reader, view)
    return fixed


def _fitted(reader: SchemaReader, view: SchemaView | None, value: Any) -> Any:
    """Fit a value to its schema, objects and arrays member by member; optional members are not filled with null."""
    if isinstance(value, Verbatim):
        return value.value
    if isinstance(value, list):
        items = None
        if view is not None and view.items is not None:
            items = reader.view(view.items)
        return [_fitted(reader, items, item) for item in as_array(cast("object", value))]
    if isinstance(value, Mapping):
        members = dict(cast("Mapping[str, Any]", value))
        if members and all(name.isdigit() for name in members) and (view is None or not view.properties):
            return _fitted(reader, view, [members[name] for name in sorted(members, key=int)])
        return object_of(reader, view or reader.view({}), members, {})
    return value


def _filled(reader: SchemaReader, view: SchemaView, example: Any, is_required: bool) -> Any:
    """Return a value for a property without one, or `_ABSENT`."""
    fixed = _fixed(view)
    if fixed is not _ABSENT or not is_required or view.is_nullable:
        return fixed
    if example is not None:
        return example
    return _neutral(reader, view)


def _fixed(view: SchemaView) -> Any:
    """Return the only value of a schema, or its default, or `_ABSENT`."""
    if view.is_enum and len(view.values) == 1:
        return view.values[0]
    default = view.keywords.get("default")
    return _ABSENT if default is None else default


def _neutral(reader: SchemaReader, view: SchemaView) -> Any:
    if view.keywords.get("example") is not None:
        return view.keywords["example"]
    examples = (*as_array(view.keywords.get("examples")), *view.values)
    if examples:
        return examples[0]
    if view.properties:
        return object_of(reader, view, {})
    if view.is_nullable:
        return None
    neutral: dict[str, Any] = {"integer": 0, "number": 0.0, "boolean": False, "array": [], "object": {}, "string": ""}
    return next((value for name, value in neutral.items() if name in view.types), neutral["object"])
