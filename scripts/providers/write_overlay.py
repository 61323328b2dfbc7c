"""The text of an ``overlay.yaml`` for what a document leaves out and nothing can be generated without: ids and keys."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.oas.document import JsonObject
from scripts.oas.pointers import resolve_pointer
from scripts.spec.roles import DocumentedOperation
from videojobs.cli.probing.yaml_text import to_yaml
from videojobs.dialect import Role


def overlay_text(document: JsonObject, roles: Mapping[Role, DocumentedOperation]) -> str | None:
    """Return the text, or None if the document names its operations and says how to authenticate."""
    actions = [*_names(roles), *_keys(document, roles)]
    if not actions:
        return None
    title = resolve_pointer(document, "/info/title") or "the document"
    return to_yaml(
        {"overlay": "1.0.0", "info": {"title": f"Corrections to {title}", "version": "1"}, "actions": actions}
    )


def _action(target: str, why: str, **what: Any) -> dict[str, Any]:
    return {"target": target, "description": why, "x-evidence": "openapi.yaml", **what}


def _names(roles: Mapping[Role, DocumentedOperation]) -> Iterator[dict[str, Any]]:
    for one in roles.values():
        if not one.has_id:
            why = "The operation has no id; operations are named by theirs."
            yield _action(_target(one), why, update={"operationId": one.operation_id})


def _target(one: DocumentedOperation) -> str:
    return f"$.paths[{json.dumps(one.path)}].{one.method}"


def _keys(document: JsonObject, roles: Mapping[Role, DocumentedOperation]) -> Iterator[dict[str, Any]]:
    """Yield what makes every operation ask for the key; a document that asks for one anywhere is left as it is."""
    own = {one: resolve_pointer(document, f"{one.place}/security") for one in roles.values()}
    if any(any(ways) for ways in (*own.values(), document.get("security")) if isinstance(ways, list)):
        return
    for one, ways in own.items():
        if isinstance(ways, list):
            yield _action(f"{_target(one)}.security", "The operation needs the key.", remove=True)
    schemes = resolve_pointer(document, "/components/securitySchemes")
    if isinstance(schemes, dict) and schemes:
        update: dict[str, Any] = {"security": [{name: []} for name in schemes]}
    else:
        bearer = {"securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}}}
        update = {"security": [{"bearerAuth": []}], "components": bearer}
    yield _action("$", "The document does not say that a key is needed.", update=update)
