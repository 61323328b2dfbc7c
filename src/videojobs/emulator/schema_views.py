"""Read schemas of an OpenAPI document for writing values: with references resolved and parts merged."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

from attrs import frozen

from videojobs.http.json_pointer import follow, reference_path, split
from videojobs.openapi.operations import JsonObject, as_array, as_object

# Deeper than the documents of providers; a recursive schema would be read for ever.
_MAX_DEPTH = 40


# Compared by identity, so that a view is a key of what was read from it.
@frozen(kw_only=True, eq=False)
class SchemaView:
    """A schema with its references resolved and its ``allOf`` merged.

    Attributes:
        keywords: The merged keywords, without ``allOf``, ``anyOf``, ``oneOf`` and ``$ref``.
        types: The allowed types except null; empty if any is allowed.
        is_nullable: Whether null is allowed.
        alternatives: The members of ``anyOf`` or ``oneOf`` except null.
        values: The values of ``enum`` or ``const``, or of the alternatives.
        is_enum: Whether no value outside ``values`` is allowed.
    """

    keywords: JsonObject
    types: frozenset[str]
    is_nullable: bool
    alternatives: tuple[SchemaView, ...] = ()
    values: tuple[Any, ...] = ()
    is_enum: bool = False

    @cached_property
    def properties(self) -> JsonObject:
        """The properties of an object, or of the first alternative that has any."""
        candidates = (alternative.properties for alternative in self.alternatives if alternative.properties)
        return as_object(self.keywords.get("properties")) or next(candidates, as_object(None))

    @cached_property
    def required(self) -> frozenset[str]:
        """The names of the required properties, of the same alternative as `properties`."""
        if as_object(self.keywords.get("properties")) or not self.alternatives:
            return frozenset(str(name) for name in as_array(self.keywords.get("required")))
        candidates = (alternative.required for alternative in self.alternatives if alternative.properties)
        return next(candidates, frozenset[str]())

    @cached_property
    def items(self) -> JsonObject | None:
        """The schema of an array's items, or None."""
        items = self.keywords.get("items")
        if isinstance(items, Mapping):
            return as_object(cast("object", items))
        return next((view.items for view in self.alternatives if view.items is not None), None)

    @cached_property
    def allows_any_property(self) -> bool:
        """Whether this is an object without listed properties and without a ban on others."""
        is_object = not self.types or "object" in self.types
        return is_object and not self.properties and self.keywords.get("additionalProperties") is not False

    def is_only(self, name: str) -> bool:
        """Whether values of one type are allowed, and (null aside) of no other."""
        return self.types == frozenset({name})


@frozen
class Property:
    """One declared property of an object.

    Attributes:
        name: Its name.
        view: The schema of its value.
        is_required: Whether the object must have it.
    """

    name: str
    view: SchemaView
    is_required: bool


_ANY = SchemaView(keywords={}, types=frozenset(), is_nullable=False)


class SchemaReader:
    """Reads the schemas of one document.

    Args:
        document: The document, in OpenAPI 3.1.
    """

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        # By id of the schema, which is kept with its view: an id is used again once its object is gone.
        self._views: dict[int, tuple[JsonObject, SchemaView]] = {}
        # A response needs the same pointers of the same views as the one before: to walk them was half of its CPU.
        self._at: dict[tuple[SchemaView, str], SchemaView | None] = {}
        self._properties: dict[SchemaView, list[Property]] = {}
        self._first_declared: dict[tuple[SchemaView, tuple[str, ...]], str | None] = {}

    def resolve(self, node: JsonObject, depth: int = 0) -> JsonObject:
        """Resolve ``$ref``; its siblings win over its target. A dangling reference is an empty schema."""
        path = reference_path(node)
        if path is None or depth > _MAX_DEPTH:
            return node
        target = as_object(follow(self._document, path))
        siblings = {key: value for key, value in node.items() if key != "$ref"}
        return {**self.resolve(target, depth + 1), **siblings}

    def view(self, node: JsonObject, depth: int = 0) -> SchemaView:
        """Read one schema. A circle ends, after 40 steps, in a schema that allows everything."""
        if not node:
            return _ANY
        if id(node) in self._views:
            return self._views[id(node)][1]
        view = self._read(node, depth)
        if depth == 0:
            self._views[id(node)] = (node, view)
        return view

    def _read(self, node: JsonObject, depth: int) -> SchemaView:
        if depth > _MAX_DEPTH:
            return SchemaView(keywords={}, types=frozenset(), is_nullable=True)
        keywords, union = self._merge(node, depth)
        alternatives = [self.view(as_object(member), depth + 1) for member in union]
        is_nullable = "null" in as_array(keywords.get("type")) or any(view.is_nullable for view in alternatives)
        alternatives = [view for view in alternatives if view.types or view.keywords or view.alternatives]
        if len(alternatives) == 1:
            keywords = {**alternatives[0].keywords, **keywords}
            alternatives = list(alternatives[0].alternatives)
        types = _types(keywords) or frozenset[str]().union(*(view.types for view in alternatives))
        values, is_enum = _values(keywords, alternatives)
        return SchemaView(
            keywords=keywords,
            types=types,
            is_nullable=is_nullable,
            alternatives=tuple(alternatives),
            values=values,
            is_enum=is_enum,
        )

    def at(self, view: SchemaView, pointer: str) -> SchemaView | None:
        """Read the schema of the value at a JSON pointer; None if the schema does not declare it."""
        key = (view, pointer)
        if key not in self._at:
            self._at[key] = self._walk(view, pointer)
        return self._at[key]

    def properties(self, view: SchemaView) -> list[Property]:
        """Read the declared properties of an object."""
        if view not in self._properties:
            required = view.required
            self._properties[view] = [
                Property(name, self.view(as_object(schema)), name in required)
                for name, schema in view.properties.items()
            ]
        return self._properties[view]

    def first_declared(self, view: SchemaView, pointers: tuple[str, ...]) -> str | None:
        """Return the first of several pointers that the schema declares, or None."""
        key = (view, pointers)
        if key not in self._first_declared:
            declared = (pointer for pointer in pointers if self.at(view, pointer) is not None)
            self._first_declared[key] = next(declared, None)
        return self._first_declared[key]

    def _walk(self, view: SchemaView, pointer: str) -> SchemaView | None:
        for key in split(pointer):
            if key.isdigit() and view.items is not None:
                declared: object = view.items
            else:
                declared = view.properties.get(key)
            if declared is None and not view.allows_any_property:
                return None
            view = self.view(as_object(declared))
        return view

    def _merge(self, node: JsonObject, depth: int) -> tuple[dict[str, Any], list[Any]]:
        """Return the keywords of a schema, its ``allOf`` merged into them, and the members of its union."""
        own = dict(self.resolve(node))
        union = as_array(own.pop("anyOf", None)) or as_array(own.pop("oneOf", None))
        merged: dict[str, Any] = {}
        for part in as_array(own.pop("allOf", None)):
            if depth < _MAX_DEPTH:
                keywords, more = self._merge(as_object(part), depth + 1)
                _add(merged, keywords)
                union = union or more
        _add(merged, own)
        if merged.get("type") == "null":
            return {}, [*union, {"type": ["null"]}]
        return merged, union


def _add(merged: dict[str, Any], keywords: JsonObject) -> None:
    for key, value in keywords.items():
        if key == "properties":
            merged[key] = {**as_object(merged.get(key)), **as_object(value)}
        elif key == "required":
            merged[key] = [*as_array(merged.get(key)), *as_array(value)]
        else:
            merged[key] = value


def _types(keywords: JsonObject) -> frozenset[str]:
    declared = keywords.get("type")
    names = [declared] if isinstance(declared, str) else [str(name) for name in as_array(declared)]
    return frozenset(names) - {"null"}


def _values(keywords: JsonObject, alternatives: list[SchemaView]) -> tuple[tuple[Any, ...], bool]:
    if "const" in keywords:
        return (keywords["const"],), True
    listed = tuple(value for value in as_array(keywords.get("enum")) if value is not None)
    if listed:
        return listed, True
    # An open enum is a union of an enum and plain text: its values are suggestions.
    suggested = tuple(value for view in alternatives for value in view.values)
    return suggested, bool(alternatives) and all(view.is_enum for view in alternatives)
