"""Follow the imports between models: find the cycles among them, and bound how deep they nest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scripts.oas.bounds import MAX_IMPORTS
from scripts.oas.problems import Unsupported
from scripts.oas.references import component_name, references_below
from scripts.oas.schemas import Json


def check_imports(doc: Json) -> None:
    """Refuse models whose imports nest too deep.

    Raises:
        Unsupported: They lead from one to the next more than `MAX_IMPORTS` deep.
    """
    # Each model imports those that it decodes, and every import takes several of Python's thousand frames.
    edges = reference_graph(doc["components"]["schemas"])
    if len(edges) <= MAX_IMPORTS:
        return
    name, depth = _deepest(edges)
    if depth > MAX_IMPORTS:
        what = f"leads through up to {depth} classes, one importing the next; at most {MAX_IMPORTS} can be imported"
        raise Unsupported(("components", "schemas", name), what, "select a part of the document")


def reference_graph(schemas: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the components that each component refers to."""
    return {name: list(dict.fromkeys(references(schema))) for name, schema in schemas.items()}


def _deepest(edges: Mapping[str, list[str]]) -> tuple[str, int]:
    """Return the start and an upper bound of the deepest nesting: a cycle counts as deep as it is large."""
    group = cycles(edges)
    members: dict[int, list[str]] = {}
    for name, number in group.items():
        members.setdefault(number, []).append(name)
    depth: dict[int, int] = {}
    # `cycles` numbers a cycle once all that it leads to has a number, so the depths needed here are known.
    for number in dict.fromkeys(group.values()):
        after = {group[other] for name in members[number] for other in edges[name] if other in group} - {number}
        depth[number] = len(members[number]) + max((depth[other] for other in after), default=0)
    deepest = max(depth, key=lambda number: depth[number])
    return members[deepest][0], depth[deepest]


def cycles(edges: Mapping[str, list[str]]) -> dict[str, int]:
    """Number the nodes of a graph so that two have one number if each can be reached from the other (Tarjan)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    group: dict[str, int] = {}
    stack: list[str] = []
    for start in edges:
        if start in order:
            continue
        order[start] = low[start] = len(order)
        stack.append(start)
        # A list of its own instead of recursion: a chain of 5,000 schemas is longer than Python's stack.
        work = [(start, iter(edges[start]))]
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


def reachable(parts: Iterable[Any], schemas: Mapping[str, Any]) -> frozenset[str]:
    """Return the class names of the schemas that parts of the document refer to, also through one another."""
    waiting = [name for part in parts for name in references(part)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += references(schemas.get(name))
    return frozenset(seen)


def references(node: Any) -> Iterator[str]:
    """Yield the class name of every schema reference in a part of the document."""
    # A key that is called `$ref`, in the names of attributes or in a default, refers to nothing.
    targets = (reference for _, reference in references_below(node))
    return (component_name(reference) for reference in targets if reference.startswith("#/components/schemas/"))
