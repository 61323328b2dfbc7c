"""``allOf``, and whatever else must hold at once, becomes one schema: what satisfies every member, written out.

https://json-schema.org/draft/2020-12/json-schema-core#name-allof: each member must hold. Objects share their
properties and required keys; two statements on one property are merged the same way; what cannot be written as one
schema is refused.
"""

from __future__ import annotations

from typing import Any

from scripts.codegen.forms.budget import Budget
from scripts.oas.bounds import MAX_CHAIN, MAX_MEMBERS
from scripts.oas.problems import Unsupported
from scripts.oas.prose import ANNOTATIONS
from scripts.oas.schemas import Json, Path, children, roots, walk

_LARGEST = ("minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum")
_SMALLEST = ("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum")
_STRUCTURE = frozenset({"properties", "additionalProperties", "items", "enum", "const", "$ref", "allOf"})
"""Keys that say what a value is made of; a union or a reference beside one of them has to be merged with it."""
_NARROWING = ANNOTATIONS | {"required", "not", "minProperties", "maxProperties", "propertyNames", "dependentRequired"}
"""Keys of a union's member that add nothing to what the schema around it says of the value."""
_DEEPEST = 110  # steps from the top of the document; a document itself nests at most 100 levels
NULL = {"type": "null"}


def merge_all(doc: Json, budget: Budget) -> None:
    """Replace every ``allOf`` of a document that says more than one reference does."""
    merger = Merger(doc.get("components", {}).get("schemas", {}), budget)
    for at, schema in list(roots(doc)):
        walk(schema, merger.visit, at)


class Merger:
    """Merges the members of ``allOf``; knows the components that they refer to."""

    def __init__(self, schemas: Json, budget: Budget) -> None:
        self._schemas = schemas
        self._budget = budget

    def visit(self, schema: Json, at: Path) -> None:
        """Merge one schema in place, unless it is just a reference with a description beside it."""
        self._count(1, at)
        for key in ("anyOf", "oneOf"):
            members = schema.get(key, [])
            if members and all(isinstance(item, dict) and _NARROWING.issuperset(item) for item in members):
                if not any("required" in item for item in members):
                    continue
                del schema[key]  # "one of these keys is required": nothing of it shows in a class
            if len(members) > MAX_MEMBERS:
                raise Unsupported((*at, key), f"more than {MAX_MEMBERS} members", "drop some by overlay")
        if isinstance(schema.get("allOf"), list):
            self._all_of(schema, at)
        unions: list[str] = [key for key in ("anyOf", "oneOf") if key in schema]
        structure = _STRUCTURE & set(schema)
        if len(unions) + len(structure & {"$ref"}) > 1 or (unions and structure - {"allOf"}):
            self._replace(schema, self._apart(schema, unions, at), at)
        elif "$ref" in schema and len(structure) > 1:
            self._replace(schema, self._flat(schema, at, ()), at)
        elif unions:
            schema.pop("type", None)

    def _all_of(self, schema: Json, at: Path) -> None:
        members = [member for member in schema["allOf"] if member is not True]
        notes = [member for member in members if ANNOTATIONS.issuperset(member)]
        rest = [member for member in members if not ANNOTATIONS.issuperset(member)]
        for note in notes:
            for key, value in note.items():
                schema.setdefault(key, value)
        others = set(schema) - ANNOTATIONS - {"allOf"}
        if len(rest) == 1 and set(rest[0]) == {"$ref"} and not any(key[:2] != "x-" for key in others):
            schema["allOf"] = rest
        elif not rest:
            del schema["allOf"]
        else:
            schema["allOf"] = rest
            self._replace(schema, self._flat(schema, at, ()), at)

    def _apart(self, schema: Json, unions: list[str], at: Path) -> Json:
        """Merge the unions of a schema with each other and with what stands beside them."""
        found = {key: value for key, value in schema.items() if key not in unions}
        for key in unions:
            found = self.both(self._flat(found, at, ()) if "$ref" in found else found, {key: schema[key]}, at)
        return found

    def _replace(self, schema: Json, merged: Json, at: Path) -> None:
        """Put the merged schema in place; what it brought along from elsewhere has to be merged, too."""
        schema.clear()
        schema.update(merged)
        for place, inner in list(children(schema)):
            walk(inner, self.visit, (*at, *place))

    def _flat(self, schema: Json, at: Path, seen: tuple[str, ...]) -> Json:
        """Return a schema with its references at the top and its ``allOf`` written out."""
        if "$ref" in schema:
            name = str(schema["$ref"]).rpartition("/")[2]
            if len(seen) > MAX_CHAIN:
                raise Unsupported(at, f"more than {MAX_CHAIN} references in a row", "write some of them out")
            if name in seen:
                raise Unsupported(at, f"allOf leads back to {name}", "break the cycle by overlay")
            target = self._flat(self._schemas.get(name, {}), at, (*seen, name))
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            return self.both(target, beside, at, seen) if beside else target
        members = schema.get("allOf")
        if not isinstance(members, list):
            return self._budget.copy(schema, at)
        found: Json = {}
        for member in members:
            if isinstance(member, dict):
                found = self.both(found, self._flat(member, at, seen), at, seen)
        own = {key: self._budget.copy(value, at) for key, value in schema.items() if key != "allOf"}
        return self.both(found, own, at, seen)

    def both(self, first: Json, second: Json, at: Path, seen: tuple[str, ...] = ()) -> Json:
        """Return the schema of what satisfies two; the second one's description wins."""
        self._count(1 + len(first) + len(second), at)
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

    def _count(self, amount: int, at: Path) -> None:
        self._budget.spend(amount, at)
        if len(at) > _DEEPEST:
            raise Unsupported(at[:3], "allOf leads ever deeper", "break the circle by overlay")

    def _plain(self, first: Json, second: Json, at: Path, seen: tuple[str, ...]) -> Json:
        found = {**first, **second}
        kinds = {schema["type"] for schema in (first, second) if "type" in schema}
        if kinds == {"integer", "number"}:
            found["type"] = "integer"
        elif len(kinds) > 1:
            raise Unsupported(at, f"allOf asks for {' and '.join(sorted(kinds))} at once", "drop one by overlay")
        if "properties" in first and "properties" in second:
            found["properties"] = self._properties(first["properties"], second["properties"], at, seen)
        if "items" in first and "items" in second:
            found["items"] = self.both(first["items"], second["items"], (*at, "items"), seen)
        if "required" in first or "required" in second:
            found["required"] = list(dict.fromkeys([*first.get("required", ()), *second.get("required", ())]))
        if isinstance(first.get("additionalProperties"), dict) and isinstance(second.get("additionalProperties"), dict):
            place = (*at, "additionalProperties")
            found["additionalProperties"] = self.both(
                first["additionalProperties"], second["additionalProperties"], place, seen
            )
        found.update(_values(first, second, at))
        if "const" in found:
            found.pop("enum", None)
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
        others: list[Any] = other.get("anyOf") or other.get("oneOf") or []
        if len(union[key]) * len(others) > MAX_MEMBERS:
            raise Unsupported(at, f"a union of more than {MAX_MEMBERS} members", "drop some by overlay")
        for member in union[key]:
            if member != NULL:
                members.append(self.both(member, other, at, seen))
            elif _admits_null(other):
                members.append(NULL)
        rest = {name: value for name, value in union.items() if name not in (key, "type")}
        if len(members) == 1:
            return self.both(rest, members[0], at, seen)
        return {**rest, key: members}


def _values(first: Json, second: Json, at: Path) -> Json:
    """Return the constant or the list of values that both schemas admit, if any of them names one."""
    lists = [_listed(schema) for schema in (first, second) if "const" in schema or "enum" in schema]
    if len(lists) < 2:
        return {}
    kept = [(kind, value) for kind, value in lists[0] if (kind, value) in lists[1]]
    if not kept:
        raise Unsupported(at, "allOf leaves no value of the enum", "correct it by overlay")
    if "const" in first or "const" in second:
        return {"const": kept[0][1]}
    return {"enum": [value for _, value in kept]}


def _listed(schema: Json) -> list[tuple[type, Any]]:
    values = [schema["const"]] if "const" in schema else schema["enum"]
    return [(type(value), value) for value in values]


def _is_union(schema: Json) -> bool:
    return "anyOf" in schema or "oneOf" in schema


def _admits_null(schema: Json) -> bool:
    members = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return NULL in members or schema.get("type") == "null" or not (set(schema) - ANNOTATIONS)
