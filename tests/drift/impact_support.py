"""What the tests of the impact on the generated client share: small documents, and changes made by hand."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from scripts.drift.change import Breaks, Change, Client, Confidence, Direction, Place, Reach, Use, Verdict, Wire
from scripts.oas.document import Document


def document(paths: dict[str, Any] | None = None, schemas: dict[str, Any] | None = None, **more: Any) -> Document:
    """Return a small OpenAPI 3.1 document, as if it had been loaded."""
    data = {
        "openapi": "3.1.0",
        "info": {"title": "Small", "version": "1"},
        "paths": paths or {},
        "components": {
            "schemas": schemas or {},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        **more,
    }
    return Document(data=deepcopy(data), path=Path("small.json"))


def answer(schema: dict[str, Any] | None, media: str = "application/json") -> dict[str, Any]:
    """Return the ``responses`` of an operation that answers 200 with a schema, or 204 with nothing."""
    if schema is None:
        return {"204": {"description": "done"}}
    return {"200": {"description": "ok", "content": {media: {"schema": schema}}}}


def body(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a ``requestBody`` in JSON."""
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def operation(name: str, gives: dict[str, Any] | None = None, *, tag: str = "things", **more: Any) -> dict[str, Any]:
    """Return an operation that answers with a schema."""
    return {"operationId": name, "tags": [tag], "responses": answer(gives), **more}


def ref(name: str) -> dict[str, Any]:
    """Return a reference to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def model(*required: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object."""
    return {"type": "object", "required": list(required), "properties": properties}


TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def words(*values: str) -> dict[str, Any]:
    """Return the schema of one of these words."""
    return {"type": "string", "enum": list(values)}


def change(
    kind: str,
    node: str,
    *,
    revision: str | None = None,
    client: Client = Client.COMPATIBLE,
    breaks: Breaks = Breaks.NOTHING,
    wire: Wire = Wire.COMPATIBLE,
    confidence: Confidence = Confidence.LIKELY,
    directions: tuple[Direction, ...] = (Direction.RESPONSE,),
    called: str = "GET /nowhere",
) -> Change:
    """Return a change as the comparison would make it; ``revision`` is where the other document has it."""
    verdict = Verdict(wire=wire, client=client, breaks=breaks, confidence=confidence, why="By the rules.")
    return Change(
        kind=kind,
        node=node,
        subject=node,
        before=None,
        after=None,
        base=Place(file="a", line=1, column=1, pointer=node),
        revision=Place(file="b", line=1, column=1, pointer=revision or node),
        reach=tuple(Reach(use=Use(operation=called, direction=way), verdict=verdict) for way in directions),
        message="It changed.",
    )
