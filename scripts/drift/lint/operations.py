"""Find operations that contradict the rest of the document: placeholders, ids and security requirements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.drift.overlay.violations_text import short_value
from scripts.oas.document import items_of, members_of
from scripts.oas.operations import ALL_METHODS
from scripts.oas.pointers import format_pointer, parse_pointer, resolve_keys, resolve_pointer
from scripts.oas.references import follow_if_possible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.lint.walk import Finding, Part
    from scripts.oas.document import Json, JsonObject

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def operation_contradictions(document: JsonObject, part: Part, ids: dict[str, str]) -> Iterator[Finding]:
    """Yield a finding for each contradiction of an operation.

    Args:
        document: The whole document.
        part: An operation.
        ids: operationId -> pointer of the first operation that has it.
    """
    name = part.node.get("operationId")
    if isinstance(name, str) and ids.get(name, part.pointer) != part.pointer:
        yield "operationId", f"the operationId {short_value(name)} is also used at {ids[name]}"
    yield from security_contradictions(document, part.node)
    parts = parse_pointer(part.pointer)
    if parts[0] == "paths" and len(parts) == 3:
        yield from _of_path(document, parts[1], part.node)


def first_ids(document: JsonObject) -> dict[str, str]:
    """Return operationId -> pointer of the first operation that has it."""
    ids: dict[str, str] = {}
    for section in ("paths", "webhooks"):
        for path, item in members_of(document.get(section)).items():
            for method in ALL_METHODS:
                name = resolve_keys(item, (method, "operationId"))
                if isinstance(name, str):
                    ids.setdefault(name, format_pointer([section, path, method]))
    return ids


def security_contradictions(document: JsonObject, node: JsonObject) -> Iterator[Finding]:
    """Yield the security requirements of an operation, or of the whole document, without a scheme."""
    schemes = members_of(resolve_pointer(document, "/components/securitySchemes"))
    for requirement in items_of(node.get("security")):
        for name in members_of(requirement):
            if name not in schemes:
                yield "security", f"the security requirement {short_value(name)} names no scheme of the document"


def _of_path(document: JsonObject, path: str, operation: JsonObject) -> Iterator[Finding]:
    shared = resolve_pointer(document, format_pointer(["paths", path, "parameters"]))
    parameters = [*_parameters(document, shared), *_parameters(document, operation.get("parameters"))]
    if any(parameter is None for parameter in parameters):
        return  # the comparison reports unresolved references
    path_parameters = [parameter for parameter in parameters if parameter and parameter.get("in") == "path"]
    names = {str(parameter.get("name")) for parameter in path_parameters}
    placeholders = _PLACEHOLDER.findall(path)
    for name in dict.fromkeys(placeholders):
        if name not in names:
            yield "", f"the path has {{{name}}}, but there is no path parameter {short_value(name)}"
        if placeholders.count(name) > 1:
            yield "", f"the path has {{{name}}} more than once"
    for name in sorted(names - set(placeholders)):
        yield "parameters", f"the path parameter {short_value(name)} has no place in the path {path}"
    for name in sorted(
        {str(parameter.get("name")) for parameter in path_parameters if parameter.get("required") is False}
    ):
        yield (
            "parameters",
            f"the path parameter {short_value(name)} is not required, though a part of a path always is",
        )


def _parameters(document: JsonObject, parameters: Json) -> Iterator[JsonObject | None]:
    for parameter in items_of(parameters):
        target = follow_if_possible(document, parameter)[1]
        if not isinstance(target, dict):
            target = None
        yield target
