"""Merge ``allOf``, and whatever else must hold at once, into one schema.

Every member must hold (https://json-schema.org/draft/2020-12/json-schema-core#name-allof): objects get the properties
and the required keys of all members; two schemas of one property are merged in the same way; what cannot be written as
one schema is refused.
"""

from __future__ import annotations

from typing import Any

from scripts.codegen.forms.budget import Budget
from scripts.codegen.forms.schema_form import OF_TYPE
from scripts.oas.bounds import MAX_CHAIN, MAX_MEMBERS
from scripts.oas.problems import Unsupported
from scripts.oas.prose import ANNOTATIONS
from scripts.oas.references import component_name
from scripts.oas.schemas import Json, Path, children, roots, walk

_LOWER_BOUNDS = ("minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum")
_UPPER_BOUNDS = ("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum")
_STRUCTURE = frozenset({"properties", "additionalProperties", "items", "enum", "const", "$ref", "allOf"})
"""Keywords that define the structure of a value: a union or a reference beside one of them is merged with it."""
_NARROWING = ANNOTATIONS | {"required", "not", "minProperties", "maxProperties", "propertyNames", "dependentRequired"}
"""Keywords that add no structure: a union whose members have no others is a condition, and changes no class."""
_MAX_STEPS = 110  # steps from the top of the document; a document itself nests at most 100 levels
NULL = {"type": "null"}


def merge_all(doc: Json, budget: Budget) -> None:
    """Replace every ``allOf`` of a document that is more than one reference."""
    merger = Merger(doc.get("components", {}).get("schemas", {}), budget)
    for at, schema in list(roots(doc)):
        walk(schema, merger.visit, at)


class Merger:
    """Merges schemas; looks up the components that they refer to."""

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
                del schema[key]  # "one of these keys is required" cannot be expressed in a class
            if len(members) > MAX_MEMBERS:
                raise Unsupported((*at, key), f"more than {MAX_MEMBERS} members", "drop some by overlay")
        if isinstance(schema.get("allOf"), list):
            self._all_of(schema, at)
        unions: list[str] = [key for key in ("anyOf", "oneOf") if key in schema]
        structure = _STRUCTURE & set(schema)
        if len(unions) + len(structure & {"$ref"}) > 1 or (unions and structure - {"allOf"}):
            self._replace(schema, self._merge_unions(schema, unions, at), at)
        elif "$ref" in schema and len(structure) > 1:
            self._replace(schema, self._flat(schema, at, ()), at)
        elif unions:
            schema.pop("type", None)

    def _all_of(self, schema: Json, at: Path) -> None:
        members = [member for member in schema["allOf"] if member is not True]
        rest = [member for member in members if not ANNOTATIONS.issuperset(member)]
        for member in members:
            if ANNOTATIONS.issuperset(member):
                for key, value in member.items():
                    schema.setdefault(key, value)
        siblings = [key for key in schema if key not in ANNOTATIONS and key != "allOf" and not key.startswith("x-")]
        if not rest:
            del schema["allOf"]
            return
        schema["allOf"] = rest
        is_one_reference = len(rest) == 1 and set(rest[0]) == {"$ref"} and not siblings
        if not is_one_reference:
            self._replace(schema, self._flat(schema, at, ()), at)

    def _merge_unions(self, schema: Json, unions: list[str], at: Path) -> Json:
        """Merge the unions of a schema with each other and with the keywords beside them."""
        merged = {key: value for key, value in schema.items() if key not in unions}
        for key in unions:
            if "$ref" in merged:
                merged = self._flat(merged, at, ())
            merged = self.both(merged, {key: schema[key]}, at)
        return merged

    def _replace(self, schema: Json, merged: Json, at: Path) -> None:
        """Put the merged schema in place of the schema, and merge what it contains from elsewhere."""
        schema.clear()
        schema.update(merged)
        for place, inner in list(children(schema)):
            walk(inner, self.visit, (*at, *place))

    def _flat(self, schema: Json, at: Path, seen: tuple[str, ...]) -> Json:
        """Return a schema with the reference at its top and its ``allOf`` expanded."""
        if "$ref" in schema:
            name = component_name(schema["$ref"])
            if len(seen) > MAX_CHAIN:
                raise Unsupported(at, f"more than {MAX_CHAIN} references in a row", "write some of them out")
            if name in seen:
                raise Unsupported(at, f"allOf leads back to {name}", "break the cycle by overlay")
            target = self._flat(self._schemas.get(name, {}), at, (*seen, name))
            # OpenAPI 3.0 ignores what is beside a reference; in 3.1 it must hold too (JSON Schema, core, 8.2.3.1).
            siblings = {key: value for key, value in schema.items() if key != "$ref"}
            if not siblings:
                return target
            return self.both(target, siblings, at, seen)
        members = schema.get("allOf")
        if not isinstance(members, list):
            return self._budget.copy(schema, at)
        merged: Json = {}
        for member in members:
            if isinstance(member, dict):
                merged = self.both(merged, self._flat(member, at, seen), at, seen)
        siblings = {key: self._budget.copy(value, at) for key, value in schema.items() if key != "allOf"}
        return self.both(merged, siblings, at, seen)

    def both(self, first: Json, second: Json, at: Path, seen: tuple[str, ...] = ()) -> Json:
        """Return a schema that allows what both allow; the second one's description wins."""
        self._count(1 + len(first) + len(second), at)
        if not first or first == second or ANNOTATIONS.issuperset(first) or ANNOTATIONS.issuperset(second):
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
        if len(at) > _MAX_STEPS:
            raise Unsupported(at[:3], "allOf leads ever deeper", "break the cycle by overlay")

    def _plain(self, first: Json, second: Json, at: Path, seen: tuple[str, ...]) -> Json:
        merged = {**first, **second}
        types = {schema["type"] for schema in (first, second) if "type" in schema}
        if types == {"integer", "number"}:  # every integer is a number
            merged["type"] = "integer"
        elif len(types) > 1:
            what = f"allOf requires {' and '.join(sorted(types))} at once"
            raise Unsupported(at, what, "drop one by overlay")
        if "properties" in first and "properties" in second:
            merged["properties"] = self._properties(first["properties"], second["properties"], at, seen)
        if "required" in first or "required" in second:
            merged["required"] = list(dict.fromkeys([*first.get("required", ()), *second.get("required", ())]))
        for key in ("items", "additionalProperties"):
            if isinstance(first.get(key), dict) and isinstance(second.get(key), dict):
                merged[key] = self.both(first[key], second[key], (*at, key), seen)
        merged.update(_values(first, second, at))
        if "const" in merged:
            merged.pop("enum", None)
        _drop_keywords_of_objects(merged)
        for keywords, pick in ((_LOWER_BOUNDS, max), (_UPPER_BOUNDS, min)):
            for keyword in keywords:
                if keyword in first and keyword in second:
                    merged[keyword] = pick(first[keyword], second[keyword])
        return merged

    def _properties(self, first: Json, second: Json, at: Path, seen: tuple[str, ...]) -> Json:
        both = {
            name: self.both(first[name], schema, (*at, "properties", name), seen)
            for name, schema in second.items()
            if name in first
        }
        return {**first, **second, **both}

    def _union(self, first: Json, second: Json, at: Path, seen: tuple[str, ...]) -> Json:
        """Merge one schema into each member of the other, a union; null stays only if both allow it."""
        union, other = first, second
        if not _is_union(first):
            union, other = second, first
        key = next(key for key in ("anyOf", "oneOf") if key in union)
        members: list[Any] = []
        others: list[Any] = other.get("anyOf") or other.get("oneOf") or []
        if len(union[key]) * len(others) > MAX_MEMBERS:
            raise Unsupported(at, f"a union of more than {MAX_MEMBERS} members", "drop some by overlay")
        for member in union[key]:
            if member != NULL:
                members.append(self.both(member, other, at, seen))
            elif _allows_null(other):
                members.append(NULL)
        rest = {name: value for name, value in union.items() if name not in (key, "type")}
        if len(members) == 1:
            return self.both(rest, members[0], at, seen)
        return {**rest, key: members}


def _drop_keywords_of_objects(schema: Json) -> None:
    """Drop the keywords of objects from a schema of another type, which they do not constrain."""
    # `properties` beside `anyOf: [object, array]` are merged into each member, and would make the list a class
    # (https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2).
    if schema.get("type", "object") != "object":
        for key in OF_TYPE["object"]:
            schema.pop(key, None)


def _values(first: Json, second: Json, at: Path) -> Json:
    """Return the constant or the list of values that both schemas allow, if both have one."""
    lists = [_typed_values(schema) for schema in (first, second) if "const" in schema or "enum" in schema]
    if len(lists) < 2:
        return {}
    common = [pair for pair in lists[0] if pair in lists[1]]
    if not common:
        raise Unsupported(at, "allOf leaves no value of the enum", "correct it by overlay")
    if "const" in first or "const" in second:
        return {"const": common[0][1]}
    return {"enum": [value for _, value in common]}


def _typed_values(schema: Json) -> list[tuple[type, Any]]:
    """Return the values with their types: 1, 1.0 and True are equal in Python, and three values in JSON Schema."""
    if "const" in schema:
        return [(type(schema["const"]), schema["const"])]
    return [(type(value), value) for value in schema["enum"]]


def _is_union(schema: Json) -> bool:
    return "anyOf" in schema or "oneOf" in schema


def _allows_null(schema: Json) -> bool:
    members = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return NULL in members or schema.get("type") == "null" or ANNOTATIONS.issuperset(schema)
