"""``allOf`` becomes one schema: what satisfies every member, written out.

https://json-schema.org/draft/2020-12/json-schema-core#name-allof: each member must hold. Objects share their
properties and required keys; two statements on one property are merged the same way; what cannot be written as one
schema is refused.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from scripts.codegen.schemas import Json, Path, roots, walk, where
from scripts.codegen.unsupported import Unsupported

ANNOTATIONS = frozenset(
    {"description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "title"}
)
_LARGEST = ("minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum")
_SMALLEST = ("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum")
NULL = {"type": "null"}


def merge_all(doc: Json) -> None:
    """Replace every ``allOf`` of a document that says more than one reference does."""
    merger = Merger(doc.get("components", {}).get("schemas", {}))
    for at, schema in list(roots(doc)):
        walk(schema, merger.visit, at)


class Merger:
    """Merges the members of ``allOf``; knows the components that they refer to."""

    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas

    def visit(self, schema: Json, at: Path) -> None:
        """Merge one schema in place, unless its ``allOf`` is just a reference with a description beside it."""
        members = schema.get("allOf")
        if not isinstance(members, list):
            return
        notes = [member for member in members if ANNOTATIONS.issuperset(member)]
        rest = [member for member in members if not ANNOTATIONS.issuperset(member)]
        for note in notes:
            for key, value in note.items():
                schema.setdefault(key, value)
        others = set(schema) - ANNOTATIONS - {"allOf"}
        if len(rest) == 1 and set(rest[0]) == {"$ref"} and not any(key[:2] != "x-" for key in others):
            schema["allOf"] = rest
            return
        merged = self._flat(schema, at, ())
        schema.clear()
        schema.update(merged)

    def _flat(self, schema: Json, at: Path, seen: tuple[str, ...]) -> Json:
        """Return a schema with its references at the top and its ``allOf`` written out."""
        if "$ref" in schema:
            name = str(schema["$ref"]).rpartition("/")[2]
            if name in seen:
                raise Unsupported(where(at), f"allOf leads back to {name}", "break the cycle by overlay")
            target = self._flat(self._schemas.get(name, {}), at, (*seen, name))
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            return self.both(target, beside, at, seen) if beside else target
        members = schema.get("allOf")
        if not isinstance(members, list):
            return deepcopy(schema)
        found: Json = {}
        for member in members:
            found = self.both(found, self._flat(member, at, seen), at, seen)
        own = {key: deepcopy(value) for key, value in schema.items() if key != "allOf"}
        return self.both(found, own, at, seen)

    def both(self, first: Json, second: Json, at: Path, seen: tuple[str, ...] = ()) -> Json:
        """Return the schema of what satisfies two; the second one's description wins."""
        if not first or first == second:
            return {**first, **second}
        if ANNOTATIONS.issuperset(second):
            return {**first, **second}
        if ANNOTATIONS.issuperset(first):
            return {**first, **second}
        if "$ref" in first or "$ref" in second:
            if first.get("$ref") == second.get("$ref"):
                return {**first, **second}
            return self.both(self._flat(first, at, seen), self._flat(second, at, seen), at, seen)
        if _is_union(first) or _is_union(second):
            return self._union(first, second, at, seen)
        return self._plain(first, second, at, seen)

    def _plain(self, first: Json, second: Json, at: Path, seen: tuple[str, ...]) -> Json:
        found = {**first, **second}
        kinds = {schema["type"] for schema in (first, second) if "type" in schema}
        if kinds == {"integer", "number"}:
            found["type"] = "integer"
        elif len(kinds) > 1:
            raise Unsupported(where(at), f"allOf asks for {' and '.join(sorted(kinds))} at once", "drop one by overlay")
        if "properties" in first and "properties" in second:
            found["properties"] = self._properties(first["properties"], second["properties"], at, seen)
        if "items" in first and "items" in second:
            found["items"] = self.both(first["items"], second["items"], (*at, "items"), seen)
        if "required" in first or "required" in second:
            found["required"] = list(dict.fromkeys([*first.get("required", ()), *second.get("required", ())]))
        if "enum" in first and "enum" in second:
            found["enum"] = [value for value in first["enum"] if value in second["enum"]]
            if not found["enum"]:
                raise Unsupported(where(at), "allOf leaves no value of the enum", "correct it by overlay")
        for names, pick in ((_LARGEST, max), (_SMALLEST, min)):
            for name in names:
                if name in first and name in second:
                    found[name] = pick(first[name], second[name])
        return found

    def _properties(self, first: Json, second: Json, at: Path, seen: tuple[str, ...]) -> Json:
        found = dict(first)
        for name, schema in second.items():
            place = (*at, "properties", name)
            found[name] = self.both(found[name], schema, place, seen) if name in found else schema
        return found

    def _union(self, first: Json, second: Json, at: Path, seen: tuple[str, ...]) -> Json:
        """Merge into each member of a union; null stays only if both sides admit it."""
        union, other = (first, second) if _is_union(first) else (second, first)
        key = "anyOf" if "anyOf" in union else "oneOf"
        members: list[Any] = []
        for member in union[key]:
            if member != NULL:
                members.append(self.both(member, other, at, seen))
            elif _admits_null(other):
                members.append(NULL)
        rest = {name: value for name, value in union.items() if name != key}
        if len(members) == 1:
            return self.both(rest, members[0], at, seen)
        return {**rest, key: members}


def _is_union(schema: Json) -> bool:
    return "anyOf" in schema or "oneOf" in schema


def _admits_null(schema: Json) -> bool:
    members = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return NULL in members or schema.get("type") == "null" or not (set(schema) - ANNOTATIONS)

