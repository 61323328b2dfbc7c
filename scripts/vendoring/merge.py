"""Merge a revision into our document: the publisher's structure, our prose.

A place with prose of ours keeps it; a new place gets none of the publisher's, whose texts are not ours to copy. An
extension (``x-...``) stays if the base has one of that name, and so do examples, which are often texts themselves. Keys
keep the order of the base.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from scripts.oas.document import items_of, members_of
from scripts.oas.operations import METHODS, unnamed_path
from scripts.oas.pointers import child_pointer, format_pointer, resolve_pointer
from scripts.oas.prose import EXAMPLES, TEXTS
from scripts.oas.references import final_pointer, local_pointer
from scripts.vendoring.match_items import in_order_of, match_items

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.oas.document import Json, JsonObject
    from scripts.vendoring.match_operations import Key

# Their values are payloads or lists of words: nothing below them is prose, whatever its keys are called.
_OPAQUE = frozenset({"example", "default", "enum", "const", "value", "required", "dependentRequired", "mapping"})
_SCHEMA_MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
_COMPONENTS = frozenset({"schemas", "responses", "parameters", "examples", "requestBodies", "headers", "links"})
_MAPS = (
    _SCHEMA_MAPS
    | _COMPONENTS
    | {"securitySchemes", "callbacks", "pathItems", "paths", "webhooks", "content", "encoding", "variables"}
)
# In any other map (`properties`, `schemas`) a key that starts with `x-` is a name of the API, not an extension.
_EXTENSIBLE_MAPS = frozenset({"paths", "webhooks", "responses", "callbacks"})
_MAX_PASSES = 8  # each pass may find new components inside those that the pass before it found


@frozen
class BaseNode:
    """A node of our document and its JSON pointer there."""

    node: Json
    pointer: str

    @property
    def members(self) -> JsonObject:
        """The node if it is an object, else an empty one."""
        return members_of(self.node)


def _child(parent: BaseNode | None, key: str | int | None) -> BaseNode | None:
    """Return a member or item of a node, or None."""
    if parent is not None and isinstance(parent.node, dict) and key in parent.node:
        return BaseNode(parent.node[str(key)], child_pointer(parent.pointer, str(key)))
    if parent is not None and isinstance(parent.node, list) and isinstance(key, int):
        return BaseNode(parent.node[key], child_pointer(parent.pointer, key))
    return None


def _members(node: BaseNode | None) -> JsonObject:
    if node is None:
        return {}
    return node.members


@define(kw_only=True)
class Merged:
    """The merged document.

    Attributes:
        data: The document.
        undescribed: Pointers of prose of the publisher's at places where we have none: it was left out.
        omitted_extensions: Extensions that were left out, with the number of places that had them.
        adopted: New component -> pointer of the base node in whose place it is used, and whose prose it got.
    """

    data: JsonObject = field(factory=dict)
    undescribed: list[str] = field(factory=list[str])
    omitted_extensions: dict[str, int] = field(factory=dict[str, int])
    adopted: dict[str, str] = field(factory=dict[str, str])


def merge(base: JsonObject, revision: JsonObject, base_keys: Mapping[Key, Key]) -> Merged:
    """Return the revision with our prose.

    Args:
        base: Our document.
        revision: The selected part of the published one.
        base_keys: Key of an operation in the revision -> in the base.
    """
    sources: dict[str, BaseNode] = {}
    for _ in range(_MAX_PASSES):
        merging = _Pass(base=base, revision=revision, base_keys=base_keys, sources=dict(sources))
        merging.result.data = merging.object(revision, BaseNode(base, ""), "")
        if merging.sources.keys() == sources.keys():
            break
        sources = merging.sources
    merging.result.adopted = {new: source.pointer for new, source in merging.sources.items()}
    return merging.result


@define(kw_only=True)
class _Pass:
    """One pass over the revision.

    A component with a new name is noticed where a reference leads to it; the pass after that merges it with the base
    node that was in the place of the reference (``sources``).
    """

    base: JsonObject
    revision: JsonObject
    base_keys: Mapping[Key, Key]
    sources: dict[str, BaseNode]
    result: Merged = field(factory=Merged)
    base_extensions: frozenset[str] = frozenset()

    def __attrs_post_init__(self) -> None:
        self.base_extensions = frozenset(_extensions(self.base))

    def value(self, new: Json, old: BaseNode | None, key: str, at: str) -> Json:
        """Return a value of the revision with our prose; ``key`` is the keyword that holds it."""
        if key in _OPAQUE:
            return new
        if isinstance(new, dict):
            if key == "scopes":
                return self._scopes(new, old, at)
            if key in _MAPS:
                return self._map(new, old, key, at)
            return self.object(new, old, at)
        # `examples` of a schema is a list of payloads (of a media type it is a map): nothing in it is prose.
        if isinstance(new, list) and key != "examples":
            matches = match_items(new, [] if old is None else items_of(old.node))
            return [
                self.value(item, _child(old, match), "", f"{at}/{index}")
                for index, (item, match) in enumerate(zip(new, matches, strict=True))
            ]
        return new

    def _map(self, new: JsonObject, old: BaseNode | None, key: str, at: str) -> JsonObject:
        """Merge a map: its keys are names of the API, not keywords of OpenAPI."""
        old_nodes = {name: self._old_member(name, old, key, at) for name in new}
        result: JsonObject = {}
        for name, value in new.items():
            place = child_pointer(at, name)
            if key in _EXTENSIBLE_MAPS and name.startswith("x-"):
                if self._keeps_extension(name):
                    result[name] = value
            elif key == "responses" and isinstance(value, dict):
                result[name] = self._response(value, old_nodes[name], place)
            else:
                result[name] = self.value(value, old_nodes[name], "", place)
        new_names = {node.pointer: name for name, node in old_nodes.items() if node is not None}
        order: list[str] = []
        if old is not None:
            order = [new_names.get(child_pointer(old.pointer, old_name), old_name) for old_name in old.members]
        return {name: result[name] for name in in_order_of(list(result), order)}

    def _old_member(self, name: str, old: BaseNode | None, key: str, at: str) -> BaseNode | None:
        if key in ("paths", "webhooks") and at == f"/{key}":
            return self._path_item(name, key)
        return _child(old, name) or self.sources.get(child_pointer(at, name))

    def _path_item(self, path: str, section: str) -> BaseNode | None:
        """Return the path item of the base, with the operations that match those of the new path item."""
        paths = members_of(self.base.get(section))
        old_path = path
        if path not in paths:
            old_path = next((other for other in paths if unnamed_path(other) == unnamed_path(path)), path)
        members = members_of(paths.get(old_path))
        node = {key: value for key, value in members.items() if key not in METHODS}
        for (_, new_path, method), old_key in self.base_keys.items():
            if new_path == path and old_key[0] == section:
                node[method] = resolve_pointer(self.base, format_pointer(old_key))
        if not node:
            return None
        return BaseNode(
            {key: node[key] for key in in_order_of(list(node), members)}, format_pointer([section, old_path])
        )

    def object(self, new: JsonObject, old: BaseNode | None, at: str) -> JsonObject:
        """Merge an object of OpenAPI or JSON Schema."""
        self._note_new_component(new, old)
        if old is not None and "$ref" in old.members and "$ref" not in new:
            old = self._dereferenced(old)
        members = _members(old)
        result: JsonObject = {}
        for key, value in new.items():
            place = child_pointer(at, key)
            if key in TEXTS:
                if key not in members:
                    self.result.undescribed.append(place)
            elif key.startswith("x-"):
                if self._keeps_extension(key):
                    result[key] = value
            elif key not in EXAMPLES or self._keeps_extension(key):
                result[key] = self.value(value, _child(old, key), key, place)
        result.update({key: members[key] for key in TEXTS if key in members})
        order = in_order_of(
            [*(key for key in new if key in result), *(key for key in result if key not in new)], members
        )
        return {key: result[key] for key in order}

    def _response(self, new: JsonObject, old: BaseNode | None, at: str) -> JsonObject:
        """Merge a response. OpenAPI requires its description: without one of ours it is the phrase of the status."""
        result = self.object(new, old, at)
        if "$ref" in result or "description" in result:
            return result
        status = at.rpartition("/")[2]
        phrases = {str(item.value): f"{item.phrase}." for item in HTTPStatus}
        return {"description": phrases.get(status, ""), **result}

    def _scopes(self, new: JsonObject, old: BaseNode | None, at: str) -> JsonObject:
        """Merge the scopes of a security scheme: name -> description."""
        members = _members(old)
        self.result.undescribed += [child_pointer(at, name) for name in new if name not in members]
        return {name: members.get(name, "") for name in new}

    def _note_new_component(self, new: JsonObject, old: BaseNode | None) -> None:
        target = local_pointer(new.get("$ref"))
        if old is None or not target:
            return
        if target not in self.sources and resolve_pointer(self.base, target) is None:
            source = self._dereferenced(old)
            if source.members:
                self.sources[target] = source

    def _dereferenced(self, old: BaseNode) -> BaseNode:
        """Return the node that a reference in the base leads to, with the reference's own prose over it."""
        if "$ref" not in old.members or resolve_pointer(self.base, old.pointer) != old.node:
            return old
        place = final_pointer(self.base, old.pointer)
        target = resolve_pointer(self.base, place)
        if place == old.pointer or not isinstance(target, dict):
            return old
        siblings = {key: value for key, value in old.members.items() if key != "$ref"}
        return BaseNode({**target, **siblings}, place)

    def _keeps_extension(self, name: str) -> bool:
        if name in self.base_extensions:
            return True
        self.result.omitted_extensions[name] = self.result.omitted_extensions.get(name, 0) + 1
        return False


def _extensions(node: Json) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key.startswith("x-") or key in EXAMPLES:
                yield key
            else:
                yield from _extensions(value)
    elif isinstance(node, list):
        for item in node:
            yield from _extensions(item)
