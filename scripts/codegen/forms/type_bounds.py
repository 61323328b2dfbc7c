"""Bound the types of values: a reference to a list or a union is expanded wherever it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import define, field

from scripts.oas.bounds import MAX_CHAIN, MAX_MEMBERS, MAX_TYPE, MAX_TYPES
from scripts.oas.problems import Unsupported
from scripts.oas.references import component_name
from scripts.oas.schemas import Json, Path, children, roots

_STRUCTURE = ("properties", "items", "additionalProperties", "enum", "const")


def check_types(doc: Json) -> None:
    """Refuse types that never end, that are too large, or that the parser would lose a part of.

    Raises:
        Unsupported: A list or union leads back to itself without a class between, or grows beyond all bounds.
    """
    sizes = _Sizes(doc["components"]["schemas"])
    total = 0
    for at, schema in roots(doc):
        total += sizes.of(schema, at, ())
        if total > MAX_TYPES:
            raise Unsupported(at, f"types of more than {MAX_TYPES} parts", "select a part of the document")


def is_class(schema: Json) -> bool:
    """Whether a component becomes a class: an object or an enum."""
    if "anyOf" in schema or "oneOf" in schema or "allOf" in schema:
        return False
    if "enum" in schema and schema.get("type") in ("string", "integer"):
        return True
    return schema.get("type") == "object" or ("properties" in schema and "type" not in schema)


@define
class _Sizes:
    """Counts the parts of types; the size of each component is counted once."""

    schemas: Json
    components: dict[str, int] = field(factory=dict[str, int])

    def of(self, schema: Json, at: Path, chain: tuple[str, ...]) -> int:
        """Count the parts of the type of a schema, references to other types expanded."""
        self._check_one_structure(schema, at)
        if "$ref" in schema:
            return self._of_component(component_name(schema["$ref"]), at, chain)
        count = 1
        for place, sub in _parts(schema):
            inner = chain
            if place[0] == "properties":  # an object with properties is a class
                inner = ()
            count += self.of(sub, (*at, *place), inner)
            if count > MAX_TYPE and "properties" not in schema:
                raise Unsupported(at, f"a type of more than {MAX_TYPE} parts", "give its parts names")
        return count

    def _of_component(self, name: str, at: Path, chain: tuple[str, ...]) -> int:
        target = self.schemas[name]
        if is_class(target):
            return 1
        if name in chain:
            what = f"{name} leads back to itself without an object between"
            raise Unsupported(at, what, "put it into a property of an object")
        if len(chain) > MAX_CHAIN:
            raise Unsupported(at, f"more than {MAX_CHAIN} types inside one another", "put one into an object")
        if name not in self.components:  # else a component that is used often would be counted as often
            self.components[name] = self.of(target, ("components", "schemas", name), (*chain, name))
        return self.components[name]

    def _check_one_structure(self, schema: Json, at: Path) -> None:
        """Refuse a schema that is two things at once: the parser would read one and drop the other."""
        unions = [key for key in ("anyOf", "oneOf", "allOf", "$ref") if key in schema]
        if len(unions) > 1 or (unions and any(key in schema for key in _STRUCTURE)):
            raise Unsupported(at, f"{unions[0]} beside other types", "write it as one schema by overlay")
        for key in unions:
            if len(schema[key]) > MAX_MEMBERS and key != "$ref":
                raise Unsupported((*at, key), f"more than {MAX_MEMBERS} members", "drop some by overlay")


def _parts(schema: Json) -> Iterator[tuple[Path, Any]]:
    """Yield the schemas inside a schema that its type is made of."""
    for place, sub in children(schema):
        if place[0] in ("properties", "items", "additionalProperties", "allOf", "anyOf", "oneOf"):
            yield place, sub
