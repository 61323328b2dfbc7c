"""Small documents with one schema, and the changes between two of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scripts.drift.change import Change, Direction, Use
from scripts.drift.recorder import Recorder
from scripts.drift.schemas.pairs import SchemaPairs
from scripts.drift.verdicts import name_kinds
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


def changes_between(base: Document, revision: Document) -> list[Change]:
    """Compare what the operation sends and gets."""
    pairs = SchemaPairs(base, revision)
    pairs.add(BODY, BODY, SENT)
    pairs.add(ANSWER, ANSWER, READ)
    recorder = Recorder()
    pairs.record(recorder)
    reported = sorted(recorder.changes(), key=lambda change: (change.node, change.kind, pointers(change)[1]))
    assert all(change.message and change.reach for change in reported)
    return reported


def pointers(change: Change) -> tuple[str, str]:
    """Return the pointers in base and revision; empty if there is none."""
    base, revision = change.base, change.revision
    return ("" if base is None else base.pointer, "" if revision is None else revision.pointer)


def changes_of_thing(base: Any, revision: Any, *, version: str = "3.1.0", **others: Any) -> list[Change]:
    """Compare two schemas as the component Thing, beside other components that both documents have."""
    documents = (document({"Thing": schema, **others}, version=version) for schema in (base, revision))
    return changes_between(*documents)


def kinds_and_nodes(reported: list[Change]) -> list[tuple[str, str]]:
    """Return kind and node of each change, prose left out."""
    return [(item.kind, item.node.removeprefix(THING)) for item in reported if item.kind not in QUIET]


def without_name_changes(reported: list[Change]) -> list[tuple[str, str]]:
    """Return kind and node of each change, names and prose left out."""
    return [item for item in kinds_and_nodes(reported) if item[0] not in name_kinds()]


def verdicts(change: Change) -> dict[str, tuple[str, str, str]]:
    """Return wire, client and what breaks for each direction that a change reaches."""
    rows = ((item.use.direction.value, item.verdict) for item in change.reach)
    return {side: (verdict.wire.value, verdict.client.value, verdict.breaks.value) for side, verdict in rows}
