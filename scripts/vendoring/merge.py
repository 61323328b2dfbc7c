"""The structure of a revision with the words of ours: what comes into the folder.

Structure is the publisher's. Prose is ours: a place that has words of ours keeps them, a new place gets none of the
publisher's. An extension (``x-...``) stays if the base has one of that name; the order of keys is that of the base.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from scripts.oas.pointers import child_pointer, format_pointer, resolve_pointer
from scripts.oas.prose import TEXTS
from scripts.oas.schema_paths import resolved
from scripts.oas.select import METHODS
from scripts.vendoring.choose import template
from scripts.vendoring.pairs import in_order_of, pair_items

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.oas.document import Json, JsonObject
    from scripts.vendoring.choose import Key

_ANY = frozenset({"example", "default", "enum", "const", "value", "required", "dependentRequired", "mapping"})
_SCHEMA_MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
_COMPONENTS = frozenset({"schemas", "responses", "parameters", "examples", "requestBodies", "headers", "links"})
_NAMES = (
    _SCHEMA_MAPS
    | _COMPONENTS
    | {"securitySchemes", "callbacks", "pathItems", "paths", "webhooks", "content", "encoding", "variables"}
)
_EXTENSIBLE = frozenset({"paths", "webhooks", "responses", "callbacks"})
_ROUNDS = 8


@frozen
class Ours:
    """A node of the base, and its pointer there."""

    node: Json
    at: str

    @property
    def keys(self) -> JsonObject:
        """The node, if it is an object, else an empty one."""
        return self.node if isinstance(self.node, dict) else {}

    def child(self, part: str | int) -> Ours | None:
        """Return what stands below it, or None."""
        if isinstance(self.node, dict) and part in self.node:
            return Ours(self.node[str(part)], child_pointer(self.at, part))
        if isinstance(self.node, list) and isinstance(part, int):
            return Ours(self.node[part], child_pointer(self.at, part))
        return None


@define(kw_only=True)
class Merged:
    """What came of it.

    Attributes:
        data: The document for the folder.
        wordless: Pointers of the prose of the publisher's at places where we have no words: it was left out.
        left_out: Extensions that were left out, with how many places had them.
        lent: Component -> where its words were taken from: it is new, and stands where that stood.
    """

    data: JsonObject = field(factory=dict)
    wordless: list[str] = field(factory=list[str])
    left_out: dict[str, int] = field(factory=dict[str, int])
    lent: dict[str, str] = field(factory=dict[str, str])


def merge(base: JsonObject, revision: JsonObject, ours: Mapping[Key, Key]) -> Merged:
    """Return the revision in our words.

    Args:
        base: The document that we have.
        revision: The chosen part of the published one.
        ours: Place of an operation in the revision -> in the base.
    """
    lenders: dict[str, Ours] = {}
    for _ in range(_ROUNDS):
        run = _Run(base=base, revision=revision, ours=ours, lenders=dict(lenders))
        run.out.data = run.object_of(revision, Ours(base, ""), "")
        if run.lenders.keys() == lenders.keys():
            break
        lenders = run.lenders
    run.out.lent = {new.removeprefix("#"): lender.at for new, lender in run.lenders.items()}
    return run.out


@define(kw_only=True)
class _Run:
    """One walk. A component of a new name is met where it is used; the next walk knows whose words it takes."""

    base: JsonObject
    revision: JsonObject
    ours: Mapping[Key, Key]
    lenders: dict[str, Ours]
    out: Merged = field(factory=Merged)
    extensions: frozenset[str] = frozenset()

    def __attrs_post_init__(self) -> None:
        self.extensions = frozenset(_extensions(self.base))

    def value(self, new: Json, old: Ours | None, key: str, at: str) -> Json:
        """Return a value of the revision in our words; ``key`` is the keyword that holds it."""
        if key in _ANY:
            return new
        if isinstance(new, dict) and key == "scopes":
            return self._scopes(new, old, at)
        if isinstance(new, dict):
            return self._names(new, old, key, at) if key in _NAMES else self.object_of(new, old, at)
        if isinstance(new, list) and key != "examples":
            there = old.node if old is not None and isinstance(old.node, list) else []
            pairs = zip(new, pair_items(new, there), strict=True)
            return [
                self.value(item, old.child(number) if old and number is not None else None, "", f"{at}/{index}")
                for index, (item, number) in enumerate(pairs)
            ]
        return new

    def _names(self, new: JsonObject, old: Ours | None, key: str, at: str) -> JsonObject:
        """Walk a map of names: its keys are words of the API, not of OpenAPI."""
        same = {name: self._named(name, old, key, at) for name in new}
        result: JsonObject = {}
        for name, value in new.items():
            place = child_pointer(at, name)
            if key in _EXTENSIBLE and name.startswith("x-"):
                if self._stays(name):
                    result[name] = value
            elif key == "responses" and isinstance(value, dict):
                result[name] = self._response(value, same[name], place)
            else:
                result[name] = self.value(value, same[name], "", place)
        called = {ours.at: name for name, ours in same.items() if ours is not None}
        before = [called.get(child_pointer(old.at, was), was) for was in old.keys] if old is not None else []
        return {name: result[name] for name in in_order_of(list(result), before)}

    def _named(self, name: str, old: Ours | None, key: str, at: str) -> Ours | None:
        """Return what in the base is the thing of this name."""
        if key in ("paths", "webhooks") and at == f"/{key}":
            return self._path(name, key)
        found = old.child(name) if old is not None else None
        return found or self.lenders.get(f"#{at}{format_pointer([name])}")

    def _path(self, path: str, section: str) -> Ours | None:
        """Return the path item of the base, with the operations that it has now."""
        items = self.base.get(section)
        there = items if isinstance(items, dict) else {}
        name = path if path in there else next((key for key in there if template(key) == template(path)), None)
        item = resolve_pointer(self.base, format_pointer([section, name])) if name is not None else None
        node = {key: value for key, value in item.items() if key not in METHODS} if isinstance(item, dict) else {}
        for (_, now, method), was in self.ours.items():
            if now == path and was[0] == section:
                node[method] = resolve_pointer(self.base, format_pointer(was))
        order = list(item) if isinstance(item, dict) else []
        made: JsonObject = {key: node[key] for key in in_order_of(list(node), order)}
        return Ours(made, format_pointer([section, name if name is not None else path])) if made else None

    def object_of(self, new: JsonObject, old: Ours | None, at: str) -> JsonObject:
        """Walk an object of OpenAPI or JSON Schema."""
        self._meet(new, old)
        if old is not None and "$ref" in old.keys and "$ref" not in new:
            old = self._inlined(old)
        words = old.keys if old is not None else {}
        result: JsonObject = {}
        for key, value in new.items():
            place = child_pointer(at, key)
            if key in TEXTS:
                if key not in words:
                    self.out.wordless.append(place)
            elif key.startswith("x-"):
                if self._stays(key):
                    result[key] = value
            else:
                result[key] = self.value(value, old.child(key) if old is not None else None, key, place)
        result.update({key: words[key] for key in TEXTS if key in words})
        return {key: result[key] for key in _ordered(result, new, words)}

    def _response(self, new: JsonObject, old: Ours | None, at: str) -> JsonObject:
        """Walk a response. It must be described: where we have no words, it is by the name of its status."""
        result = self.object_of(new, old, at)
        if "$ref" in result or "description" in result:
            return result
        status = at.rpartition("/")[2]
        known = status.isdigit() and int(status) in {item.value for item in HTTPStatus}
        return {"description": f"{HTTPStatus(int(status)).phrase}." if known else "", **result}

    def _scopes(self, new: JsonObject, old: Ours | None, at: str) -> JsonObject:
        """Walk the scopes of a security scheme: names of theirs, each with a sentence."""
        words = old.keys if old is not None else {}
        self.out.wordless += [child_pointer(at, name) for name in new if name not in words]
        return {name: words.get(name, "") for name in new}

    def _meet(self, new: JsonObject, old: Ours | None) -> None:
        """Note whose words a component of a new name takes: those of what stood where it is used."""
        target = new.get("$ref")
        if old is None or not isinstance(target, str) or not target.startswith("#/"):
            return
        if target in self.lenders or resolve_pointer(self.base, target.removeprefix("#")) is not None:
            return
        lender = self._inlined(old)
        if lender.keys:
            self.lenders[target] = lender

    def _inlined(self, old: Ours) -> Ours:
        """Return what a node of the base stands for, its own words first."""
        place = old.at
        if "$ref" in old.keys and resolve_pointer(self.base, old.at) == old.node:
            place = resolved(self.base, old.at)
        if place == old.at:
            return old
        own = {key: value for key, value in old.keys.items() if key != "$ref"}
        target = resolve_pointer(self.base, place)
        return Ours({**target, **own}, place) if isinstance(target, dict) else old

    def _stays(self, extension: str) -> bool:
        if extension in self.extensions:
            return True
        self.out.left_out[extension] = self.out.left_out.get(extension, 0) + 1
        return False


def _ordered(result: JsonObject, new: JsonObject, words: JsonObject) -> list[str]:
    """Return the keys in the base's order; prose at a place that the publisher left without stays where it was."""
    return in_order_of([*(key for key in new if key in result), *(key for key in result if key not in new)], words)


def _extensions(node: Json) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key.startswith("x-"):
                yield key
            else:
                yield from _extensions(value)
    elif isinstance(node, list):
        for item in node:
            yield from _extensions(item)
