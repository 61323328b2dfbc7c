"""The whole document, as looked up while one of its parts is rendered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from scripts.codegen.forms.security import Access
from scripts.codegen.render.opaque import Names
from scripts.codegen.views import parser_types as p
from scripts.oas.operations import Operation, path_operations
from scripts.oas.references import component_name
from scripts.oas.schemas import Json


@frozen(kw_only=True, eq=False)
class Context:
    """The normalised document and what was parsed from it.

    Attributes:
        document: The normalised document.
        names: The names behind the tokens that the parser was given in their place.
        models: Every parsed model, by class name.
        maps: The parsed objects that have no class, by the parser's name for them.
        access: Address of the server, and how to authenticate.
        sent: Class names of the models that a request may contain.
        received: Class names of the models that a response may hold.
        operations: Every operation, by the name of its module.
    """

    document: Json
    names: Names = field(factory=Names)
    models: Mapping[str, p.ModelProperty] = field(factory=dict[str, p.ModelProperty])
    maps: Mapping[str, p.ModelProperty] = field(factory=dict[str, p.ModelProperty])
    access: Access = field(factory=Access)
    sent: frozenset[str] = field(init=False)
    received: frozenset[str] = field(init=False)
    operations: Mapping[str, Operation] = field(init=False)
    _groups: Mapping[str, int] = field(init=False)

    @sent.default
    def _sent(self) -> frozenset[str]:
        return self._reachable("requestBody")

    @received.default
    def _received(self) -> frozenset[str]:
        return self._reachable("responses")

    def _reachable(self, part: str) -> frozenset[str]:
        nodes = [operation.node.get(part) for operation in path_operations(self.document)]
        waiting = [name for node in nodes for name in references(node)]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += references(self.schema(name))
        return frozenset(seen)

    @operations.default
    def _operations(self) -> Mapping[str, Operation]:
        return {str(operation.operation_id): operation for operation in path_operations(self.document)}

    @_groups.default
    def _cycles(self) -> Mapping[str, int]:
        return cycles({name: list(references(schema)) for name, schema in self.schemas.items()})

    @property
    def schemas(self) -> Mapping[str, Any]:
        """The components of the document, by class name."""
        schemas: Mapping[str, Any] = self.document.get("components", {}).get("schemas", {})
        return schemas

    def schema(self, name: str) -> Json:
        """Return the component of a class; empty if the parser made the class up."""
        schema: Json = self.schemas.get(name, {})
        return schema

    def in_cycle(self, first: str, second: str) -> bool:
        """Whether two components lead to one another by references."""
        return self._groups.get(first, -1) == self._groups.get(second, -2)


def cycles(edges: Mapping[str, list[str]]) -> dict[str, int]:
    """Number the nodes of a graph so that two have one number if each can be reached from the other (Tarjan)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    group: dict[str, int] = {}
    stack: list[str] = []
    for start in edges:
        work = [(start, iter(edges[start]))] if start not in order else []
        if work:
            order[start] = low[start] = len(order)
            stack.append(start)
        while work:
            node, rest = work[-1]
            other = next(rest, None)
            if other is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                _close(node, order, low, group, stack)
            elif other not in order and other in edges:
                order[other] = low[other] = len(order)
                stack.append(other)
                work.append((other, iter(edges[other])))
            elif other in order and other not in group:
                low[node] = min(low[node], order[other])
    return group


def _close(node: str, order: dict[str, int], low: dict[str, int], group: dict[str, int], stack: list[str]) -> None:
    """Take a finished cycle off the stack."""
    if low[node] == order[node]:
        while node not in group:
            group[stack.pop()] = order[node]


def references(node: Any) -> Iterator[str]:
    """Yield the class name of every schema reference in a part of the document."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield component_name(node["$ref"])
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)
