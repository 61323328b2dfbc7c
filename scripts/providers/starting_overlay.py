"""Write the ``overlay.yaml`` that code generation needs from the start: operation ids and the key."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from scripts.oas.document import Json, JsonObject
from scripts.oas.operations import Operation
from scripts.oas.pointers import resolve_pointer
from scripts.oas.yaml_writer import to_yaml
from videojobs.dialect import Role


def starting_overlay(document: JsonObject, roles: Mapping[Role, Operation]) -> str | None:
    """Return the text, or None if the document names its operations and says how to authenticate."""
    actions: list[Json] = [*_ids(document, roles), *_security(document, roles)]
    if not actions:
        return None
    title = resolve_pointer(document, "/info/title") or "the document"
    return to_yaml(
        {"overlay": "1.0.0", "info": {"title": f"Corrections to {title}", "version": "1"}, "actions": actions}
    )


def _action(target: str, description: str, **change: Json) -> JsonObject:
    # The document itself is the evidence: whoever opens it sees what it lacks.
    return {"target": target, "description": description, "x-evidence": "openapi.yaml", **change}


def _ids(document: JsonObject, roles: Mapping[Role, Operation]) -> Iterator[JsonObject]:
    for operation in roles.values():
        if resolve_pointer(document, f"{operation.pointer}/operationId") is None:
            description = "The operation has no id; provider.yaml and the generated code name operations by their ids."
            yield _action(_target(operation), description, update={"operationId": operation.operation_id})


def _target(operation: Operation) -> str:
    return f"$.paths[{json.dumps(operation.path)}].{operation.method}"


def _security(document: JsonObject, roles: Mapping[Role, Operation]) -> Iterator[JsonObject]:
    """Yield what makes every operation require the key; a document that requires one anywhere is left as it is."""
    requirements = {
        operation: resolve_pointer(document, f"{operation.pointer}/security") for operation in roles.values()
    }
    for one in (*requirements.values(), document.get("security")):
        if isinstance(one, list) and any(one):
            return
    for operation, requirement in requirements.items():
        if isinstance(requirement, list):
            yield _action(f"{_target(operation)}.security", "The operation requires the key.", remove=True)
    schemes = resolve_pointer(document, "/components/securitySchemes")
    if isinstance(schemes, dict) and schemes:
        update: JsonObject = {"security": [{name: []} for name in schemes]}
    else:
        bearer: JsonObject = {"securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}}}
        update = {"security": [{"bearerAuth": []}], "components": bearer}
    yield _action("$", "The document does not say that a key is required.", update=update)
