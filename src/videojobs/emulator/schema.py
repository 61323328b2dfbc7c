"""Reading the schemas of an OpenAPI document, 3.0 or 3.1: references, unions and nullability made plain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

from attrs import frozen

Node: TypeAlias = Mapping[str, Any]
"""One JSON object of the document."""

_DEEPEST = 40


def as_node(value: object) -> Node:
    """Return ``value`` if it is a JSON object, else an empty one."""
    return cast("Node", value) if isinstance(value, Mapping) else {}


def as_items(value: object) -> list[Any]:
    """Return ``value`` if it is a JSON array, else an empty one."""
    return [*cast("Sequence[Any]", value)] if isinstance(value, list) else []


@frozen(kw_only=True)
class View:
    """What a schema says, with its references followed and its parts merged.

    Attributes:
        node: The merged keywords, without ``allOf``, ``anyOf``, ``oneOf`` and ``$ref``.
        types: The types allowed except null; empty if any is.
        nullable: Whether null is allowed.
        branches: The alternatives of a union, null left out; empty if the schema is no union.
        words: The values of ``enum`` or ``const``, or those that one branch of an open union suggests.
        closed: Whether no value outside ``words`` is allowed.
    """

    node: Node
    types: frozenset[str]
    nullable: bool
    branches: tuple[View, ...] = ()
    words: tuple[Any, ...] = ()
    closed: bool = False

    @property
    def properties(self) -> Node:
        """The properties of an object, or of the first branch that has any."""
        own = as_node(self.node.get("properties"))
        found = (branch.properties for branch in self.branches if branch.properties)
        return own or next(found, as_node(None))

    @property
    def required(self) -> frozenset[str]:
        """The names of the properties that must be there, of the same branch as `properties`."""
        if as_node(self.node.get("properties")) or not self.branches:
            return frozenset(str(name) for name in as_items(self.node.get("required")))
        return next((branch.required for branch in self.branches if branch.properties), frozenset[str]())

    def is_only(self, name: str) -> bool:
        """Whether values of one type are allowed, and (null aside) of no other."""
        return self.types == frozenset({name})

    @property
    def items(self) -> Node | None:
        """The schema of an array's items, or None if there is none."""
        own = self.node.get("items")
        if isinstance(own, Mapping):
            return as_node(cast("object", own))
        return next((branch.items for branch in self.branches if branch.items is not None), None)

    @property
    def is_binary(self) -> bool:
        """Whether the value is a file: ``format: binary``, or the 3.1 way of saying so."""
        if self.branches:
            return any(branch.is_binary for branch in self.branches)
        encoded = "contentMediaType" in self.node and "contentEncoding" not in self.node
        return self.node.get("format") == "binary" or encoded

    @property
    def is_open(self) -> bool:
        """Whether an object may hold properties that are not listed, and lists none."""
        says_object = not self.types or "object" in self.types
        return says_object and not self.properties and self.node.get("additionalProperties") is not False


class Schemas:
    """The schemas of one document."""

    def __init__(self, document: Node) -> None:
        self._document = document

    def follow(self, node: Node, depth: int = 0) -> Node:
        """Follow ``$ref``; keywords beside it win over what it leads to. A reference to nowhere is an empty schema."""
        reference = node.get("$ref")
        if not isinstance(reference, str) or depth > _DEEPEST:
            return node
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return {**self.follow(self._target(reference), depth + 1), **beside}

    def view(self, node: Node, depth: int = 0) -> View:
        """Read one schema. A cycle ends, after some forty steps, in a schema that allows everything."""
        if depth > _DEEPEST:
            return View(node={}, types=frozenset(), nullable=True)
        merged, unions = self._merge(node, depth)
        branches = [self.view(as_node(branch), depth + 1) for branch in unions]
        null = _allows_null(merged) or any(branch.nullable for branch in branches)
        branches = [branch for branch in branches if branch.types or branch.node or branch.branches]
        if len(branches) == 1:
            only = branches[0]
            merged = {**only.node, **merged}
            branches = list(only.branches)
        types = _types(merged) or frozenset[str]().union(*(branch.types for branch in branches))
        words, closed = _words(merged, branches)
        return View(node=merged, types=types, nullable=null, branches=tuple(branches), words=words, closed=closed)

    def at(self, view: View, pointer: str) -> View | None:
        """Read the schema at a JSON pointer into a value of this schema; None if the schema does not declare it."""
        for token in tokens(pointer):
            declared = view.items if token.isdigit() and view.items is not None else view.properties.get(token)
            if declared is None and not view.is_open:
                return None
            view = self.view(as_node(declared))
        return view

    def _target(self, reference: str) -> Node:
        found: Any = self._document
        for token in tokens(reference.partition("#")[2]):
            found = as_node(found).get(token)
        return as_node(found)

    def _merge(self, node: Node, depth: int) -> tuple[dict[str, Any], list[Any]]:
        own = dict(self.follow(node))
        unions = as_items(own.pop("anyOf", None)) or as_items(own.pop("oneOf", None))
        merged: dict[str, Any] = {}
        for part in as_items(own.pop("allOf", None)):
            if depth < _DEEPEST:
                inner, more = self._merge(as_node(part), depth + 1)
                _absorb(merged, inner)
                unions = unions or more
        _absorb(merged, own)
        if merged.get("type") == "null":
            return {}, [*unions, {"type": ["null"]}]
        return merged, unions


def tokens(pointer: str) -> list[str]:
    """Split a JSON pointer into its unescaped steps."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def _absorb(into: dict[str, Any], other: Node) -> None:
    for key, value in other.items():
        if key == "properties":
            into[key] = {**as_node(into.get(key)), **as_node(value)}
        elif key == "required":
            into[key] = [*as_items(into.get(key)), *as_items(value)]
        else:
            into[key] = value


def _types(node: Node) -> frozenset[str]:
    declared = node.get("type")
    names = [declared] if isinstance(declared, str) else [str(name) for name in as_items(declared)]
    return frozenset(names) - {"null"}


def _allows_null(node: Node) -> bool:
    return node.get("nullable") is True or "null" in as_items(node.get("type"))


def _words(node: Node, branches: list[View]) -> tuple[tuple[Any, ...], bool]:
    if "const" in node:
        return (node["const"],), True
    listed = tuple(word for word in as_items(node.get("enum")) if word is not None)
    if listed:
        return listed, True
    suggested = tuple(word for branch in branches for word in branch.words)
    return suggested, bool(branches) and all(branch.closed for branch in branches)
