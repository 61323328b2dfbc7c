"""Operations that contradict the document around them: placeholders, ids, and ways to authenticate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.drift.overlay.violations_text import short_value
from scripts.oas.operations import ALL_METHODS
from scripts.oas.pointers import format_pointer, parse_pointer, resolve_pointer
from scripts.oas.references import follow_if_possible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.lint.walk import Part
    from scripts.oas.document import Json, JsonObject

Said = tuple[str, str]

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def operation_contradictions(document: JsonObject, part: Part, ids: dict[str, str]) -> Iterator[Said]:
    """Yield place (below the operation) and sentence for each contradiction.

    Args:
        document: The whole document.
        part: An operation.
        ids: operationId -> pointer of the first operation that has it.
    """
    name = part.node.get("operationId")
    if isinstance(name, str) and ids.get(name, part.pointer) != part.pointer:
        yield "operationId", f"the operationId {short_value(name)} also stands at {ids[name]}"
    yield from security_contradictions(document, part.node)
    parts = parse_pointer(part.pointer)
    if parts[0] == "paths" and len(parts) == 3:
        yield from _of_path(document, parts[1], part.node)


def first_ids(document: JsonObject) -> dict[str, str]:
    """Return operationId -> pointer of the first operation that has it."""
    found: dict[str, str] = {}
    for section in ("paths", "webhooks"):
        items = document.get(section)
        for path, item in items.items() if isinstance(items, dict) else ():
            for method in ALL_METHODS:
                body = item.get(method) if isinstance(item, dict) else None
                name = body.get("operationId") if isinstance(body, dict) else None
                if isinstance(name, str):
                    found.setdefault(name, format_pointer([section, path, method]))
    return found


def security_contradictions(document: JsonObject, node: JsonObject) -> Iterator[Said]:
    """Yield the requirements of an operation, or of the whole document, that name no scheme."""
    schemes = resolve_pointer(document, "/components/securitySchemes")
    ways = node.get("security")
    for way in ways if isinstance(ways, list) else ():
        for name in way if isinstance(way, dict) else ():
            if not isinstance(schemes, dict) or name not in schemes:
                yield "security", f"the security requirement {short_value(name)} names no scheme of the document"


def _of_path(document: JsonObject, path: str, operation: JsonObject) -> Iterator[Said]:
    item = resolve_pointer(document, format_pointer(["paths", path]))
    shared = item.get("parameters") if isinstance(item, dict) else None
    given = [*_parameters(document, shared), *_parameters(document, operation.get("parameters"))]
    if any(parameter is None for parameter in given):
        return  # a reference that leads nowhere is told elsewhere
    named = [parameter for parameter in given if parameter and parameter.get("in") == "path"]
    names = {str(parameter.get("name")) for parameter in named}
    placeholders = _PLACEHOLDER.findall(path)
    for name in dict.fromkeys(placeholders):
        if name not in names:
            yield "", f"the path has {{{name}}}, but there is no path parameter {short_value(name)}"
        if placeholders.count(name) > 1:
            yield "", f"the path has {{{name}}} more than once"
    for name in sorted(names - set(placeholders)):
        yield "parameters", f"the path parameter {short_value(name)} has no place in the path {path}"
    for name in sorted({str(parameter.get("name")) for parameter in named if parameter.get("required") is False}):
        yield (
            "parameters",
            f"the path parameter {short_value(name)} is not required, though a part of a path always is",
        )


def _parameters(document: JsonObject, given: Json) -> Iterator[JsonObject | None]:
    for parameter in given if isinstance(given, list) else ():
        found = follow_if_possible(document, parameter)[1]
        yield found if isinstance(found, dict) else None
