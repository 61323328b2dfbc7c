"""Check how deep the imports of models nest.

Each model imports those that it decodes, and Python's recursion limit is a thousand frames.
"""

from __future__ import annotations

from collections.abc import Mapping

from scripts.codegen.forms.context import cycles, references
from scripts.oas.bounds import MAX_IMPORTS
from scripts.oas.problems import Unsupported
from scripts.oas.schemas import Json


def check_imports(doc: Json) -> None:
    """Refuse models whose imports nest too deep.

    Raises:
        Unsupported: They lead from one to the next more than `MAX_IMPORTS` deep.
    """
    edges = _classes(doc["components"]["schemas"])
    if len(edges) <= MAX_IMPORTS:
        return
    name, depth = _deepest(edges)
    if depth > MAX_IMPORTS:
        what = f"leads through up to {depth} classes, one importing the next; at most {MAX_IMPORTS} can be imported"
        raise Unsupported(("components", "schemas", name), what, "select a part of the document")


def _classes(schemas: Mapping[str, Json]) -> dict[str, list[str]]:
    """Return the classes that each component leads to, through types that have no class."""
    return {name: list(dict.fromkeys(references(schema))) for name, schema in schemas.items()}


def _deepest(edges: Mapping[str, list[str]]) -> tuple[str, int]:
    """Return the start and an upper bound of the deepest nesting: a circle counts as deep as it is large."""
    group = cycles(edges)
    members: dict[int, list[str]] = {}
    for name, number in group.items():
        members.setdefault(number, []).append(name)
    depth: dict[int, int] = {}
    # A circle is numbered by its first node; it is finished after everything that it leads to.
    for number in dict.fromkeys(group.values()):
        after = {group[other] for name in members[number] for other in edges[name] if other in group} - {number}
        depth[number] = len(members[number]) + max((depth[other] for other in after), default=0)
    deepest = max(depth, key=lambda number: depth[number])
    return members[deepest][0], depth[deepest]
