"""The whole document, as looked up while one of its parts is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from attrs import field, frozen

from scripts.codegen.forms.model_imports import cycles, reachable, reference_graph
from scripts.codegen.forms.placeholders import Originals
from scripts.codegen.forms.security import Access
from scripts.codegen.forms.settings import Settings
from scripts.codegen.views import parser_types as p
from scripts.oas.operations import Operation, path_operations
from scripts.oas.schemas import Json


@frozen(kw_only=True, eq=False)
class Context:
    """The normalised document and what was parsed from it.

    Attributes:
        document: The normalised document.
        originals: The names and constants that the parser's placeholders replace.
        models: Every parsed model, by class name.
        maps: The parsed objects that have no class, by the parser's name for them.
        access: Address of the server, and how to authenticate.
        settings: The settings of the package.
    """

    document: Json
    originals: Originals = field(factory=Originals)
    models: Mapping[str, p.ModelProperty] = field(factory=dict[str, p.ModelProperty])
    maps: Mapping[str, p.ModelProperty] = field(factory=dict[str, p.ModelProperty])
    access: Access = field(factory=Access)
    settings: Settings = field(factory=Settings)

    @cached_property
    def sent(self) -> frozenset[str]:
        """Class names of the models that a request may contain."""
        return self._reachable("requestBody")

    @cached_property
    def received(self) -> frozenset[str]:
        """Class names of the models that a response may hold."""
        return self._reachable("responses")

    def _reachable(self, part: str) -> frozenset[str]:
        nodes = [operation.node.get(part) for operation in path_operations(self.document)]
        return reachable(nodes, self.document["components"]["schemas"])

    @cached_property
    def operations(self) -> Mapping[str, Operation]:
        """Every operation, by the name of its module."""
        return {str(operation.operation_id): operation for operation in path_operations(self.document)}

    @cached_property
    def _groups(self) -> Mapping[str, int]:
        return cycles(reference_graph(self.schemas))

    @property
    def schemas(self) -> Mapping[str, Any]:
        """The components of the document, by class name."""
        schemas: Mapping[str, Any] = self.document.get("components", {}).get("schemas", {})
        return schemas

    def schema(self, name: str) -> Json:
        """Return the component of a class; empty for a class that the parser invented."""
        schema: Json = self.schemas.get(name, {})
        return schema

    def in_cycle(self, first: str, second: str) -> bool:
        """Whether two components lead to one another by references."""
        return self._groups.get(first, -1) == self._groups.get(second, -2)
