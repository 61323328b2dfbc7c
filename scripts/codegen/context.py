"""What is known of the whole document while one of its parts is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from scripts.codegen import parsed as p
from scripts.codegen.schemas import Json, operations


@frozen(kw_only=True, eq=False)
class Context:
    """The normalised document and what was parsed from it.

    Attributes:
        document: The normalised document.
        models: Every parsed model, by class name.
        sent: Class names of the models that a request may hold.
    """

    document: Json
    models: Mapping[str, p.ModelProperty]
    sent: frozenset[str] = field(init=False)

    @sent.default
    def _sent(self) -> frozenset[str]:
        bodies: set[str] = set()
        for _, _, _, operation in operations(self.document):
            for entry in operation.get("requestBody", {}).get("content", {}).values():
                for name in set(references(entry)):
                    bodies |= self._closure(name)
        return frozenset(bodies)

    @property
    def schemas(self) -> Mapping[str, Any]:
        """The components of the document, by class name."""
        schemas: Mapping[str, Any] = self.document.get("components", {}).get("schemas", {})
        return schemas

    def schema(self, name: str) -> Json:
        """Return the component of a class; empty if the parser made the class up."""
        schema: Json = self.schemas.get(name, {})
        return schema

    def reaches(self, start: str, goal: str) -> bool:
        """Whether one component leads to another by references."""
        return goal in self._closure(start)

    def _closure(self, start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += references(self.schema(name))
        return seen


def free_form(model: p.ModelProperty, document: Json) -> bool:
    """Whether a class was made up by the parser for an object without properties: a plain dict says all of it."""
    named = document.get("components", {}).get("schemas", {})
    return not (model.required_properties or model.optional_properties) and str(model.class_info.name) not in named


def references(node: Any) -> Iterator[str]:
    """Yield the class name of every schema reference in a part of the document."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].rpartition("/")[2]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)
