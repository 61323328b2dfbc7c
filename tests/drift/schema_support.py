"""Small documents with one schema in them, and what is found between two of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scripts.drift.change import Direction, Use
from scripts.drift.kinds import KINDS, NAME_KINDS
from scripts.drift.schemas import Finding, SchemaPairs, schema_verdict
from scripts.oas.document import Document

SENT = Use(operation="POST /things", direction=Direction.REQUEST)
READ = Use(operation="POST /things", direction=Direction.RESPONSE)
BODY = "/paths/~1things/post/requestBody/content/application~1json/schema"
ANSWER = "/paths/~1things/post/responses/200/content/application~1json/schema"
THING = "/components/schemas/Thing"
QUIET = {"docs-changed"}


def document(schemas: dict[str, Any], *, root: Any = None, version: str = "3.1.0") -> Document:
    """Return a document whose only operation sends and gets ``root``; without one, the component Thing."""
    schema = {"$ref": "#" + THING} if root is None else root
    content = {"application/json": {"schema": schema}}
    operation = {
        "operationId": "makeThing",
        "requestBody": {"content": content},
        "responses": {"200": {"description": "", "content": content}},
    }
    data = {"openapi": version, "paths": {"/things": {"post": operation}}, "components": {"schemas": schemas}}
    return Document(data=data, path=Path("openapi.yaml"), marks={})


def findings(base: Document, revision: Document) -> list[Finding]:
    """Compare what the operation sends and gets."""
    pairs = SchemaPairs(base, revision)
    pairs.add(BODY, BODY, SENT)
    pairs.add(ANSWER, ANSWER, READ)
    found = pairs.findings()
    assert all(finding.kind in KINDS and finding.message and finding.uses for finding in found)
    return found


def compared(base: Any, revision: Any, *, version: str = "3.1.0", **others: Any) -> list[Finding]:
    """Compare two schemas as the component Thing, beside other components that both documents have."""
    documents = (document({"Thing": schema, **others}, version=version) for schema in (base, revision))
    return findings(*documents)


def told(found: list[Finding]) -> list[tuple[str, str]]:
    """Return kind and node of what was found, docs left out."""
    return [(item.kind, item.node.removeprefix(THING)) for item in found if item.kind not in QUIET]


def unnamed(found: list[Finding]) -> list[tuple[str, str]]:
    """Return kind and node of what was found but names and docs."""
    return [item for item in told(found) if item[0] not in NAME_KINDS]


def verdicts(finding: Finding) -> dict[str, tuple[str, str, str]]:
    """Return wire, client and what breaks for each direction that a finding reaches."""
    found = {}
    for use in finding.uses:
        verdict = schema_verdict(finding, use.direction)
        found[use.direction.value] = (verdict.wire.value, verdict.client.value, verdict.breaks.value)
    return found
