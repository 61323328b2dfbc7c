"""A small provider's folder, to be changed at one place at a time."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from scripts.drift.documents.compare import compare
from scripts.drift.overlay.state import OverlayState
from scripts.drift.overlay.states import overlay_states
from scripts.oas.load import load, loads

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.oas.document import Document

Json = dict[str, Any]


def answer(name: str) -> Json:
    """Return the responses of an operation that answers with a component."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"200": {"description": "the job", "content": {"application/json": {"schema": schema}}}}


DOCUMENT: Json = {
    "openapi": "3.1.0",
    "info": {"title": "Clips", "version": "1"},
    "servers": [{"url": "https://clips.example/v1"}],
    "security": [{"Key": []}],
    "paths": {
        "/clips": {
            "post": {
                "operationId": "createClip",
                "tags": ["clips"],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
                },
                "responses": answer("Clip"),
            }
        },
        "/clips/{id}": {
            "get": {
                "operationId": "getClip",
                "tags": ["clips"],
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": answer("Clip"),
            }
        },
    },
    "components": {
        "securitySchemes": {"Key": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Order": {
                "type": "object",
                "required": ["prompt"],
                "properties": {"prompt": {"type": "string"}, "seconds": {"$ref": "#/components/schemas/Seconds"}},
            },
            "Seconds": {"type": "string", "enum": ["4", "8"]},
            "Clip": {
                "type": "object",
                "required": ["id", "status", "error"],
                "properties": {
                    "id": {"type": "string"},
                    "status": {"type": "string", "enum": ["queued", "completed", "failed"]},
                    "seconds": {"$ref": "#/components/schemas/Seconds"},
                    "error": {"type": "object", "properties": {"message": {"type": "string"}}},
                },
            },
        },
    },
}

FACTS = """\
title: Clips
source: {kind: vendored, url: https://clips.example/openapi.yaml, revision: one, retrieved: '2026-01-02', license: MIT}
base_url: https://clips.example/v1
auth:
- scheme: bearer
  env: [CLIPS_API_KEY]
operations:
  create: createClip
  retrieve: getClip
create:
  fields: {model: null, size: null}
fields:
  video_url: [/error/message]
content:
  source: url
"""
STATUSES = """\
queued: {status: queued, evidence: seen}
completed: {status: completed, evidence: seen}
failed: {status: failed, evidence: seen}
cancelled: {status: cancelled, evidence: seen}
"""
SAMPLE = """{"source": "https://clips.example/answer", "operation": "retrieve", "http_status": 200, "note": null,
"elided_by_source": false, "body": {"id": "a", "status": "queued", "seconds": "8"}}
"""


def action(target: str, **what: Any) -> Json:
    """Return a correction with reason and evidence."""
    return {"target": target, "description": "why", "x-evidence": "https://clips.example/page", **what}


USUAL = [
    action("$.components.schemas.Clip.required[?@ == 'error']", remove=True),
    action("$.components.schemas.Seconds", update={"enum": ["16", "20"]}),
    action("$.components.schemas.Clip.properties", update={"quality": {"type": "string", "description": "how good"}}),
    action("$.components.schemas.Clip.properties.id", update={"minLength": 1, "description": "Ours."}),
]


def make_folder(tmp_path: Path, actions: list[Json] | None = None, document: Json | None = None) -> Path:
    """Write a provider's folder and return it."""
    folder = tmp_path / "clips"
    (folder / "samples").mkdir(parents=True, exist_ok=True)
    (tmp_path / "statuses.yaml").write_text(STATUSES)
    (folder / "provider.yaml").write_text(FACTS)
    (folder / "samples" / "running.json").write_text(SAMPLE)
    write_document(folder, document or DOCUMENT)
    write_overlay(folder, USUAL if actions is None else actions)
    return folder


def write_document(folder: Path, document: Json) -> None:
    """Write the vendored document."""
    (folder / "openapi.yaml").write_text(yaml.safe_dump(document, sort_keys=False))


def write_overlay(folder: Path, actions: list[Json]) -> None:
    """Write the corrections."""
    overlay = {"overlay": "1.0.0", "info": {"title": "t", "version": "1.0.0"}, "actions": actions}
    if actions:
        (folder / "overlay.yaml").write_text(yaml.safe_dump(overlay, sort_keys=False))
    else:
        (folder / "overlay.yaml").unlink(missing_ok=True)


def revised(change: Callable[[Json], object], document: Json | None = None) -> Json:
    """Return a copy of the document with something changed."""
    copy = deepcopy(document or DOCUMENT)
    change(copy)
    return copy


def read(folder: Path, document: Json, name: str = "revision.yaml") -> Document:
    """Load a document as if it had been downloaded."""
    return loads(yaml.safe_dump(document, sort_keys=False).encode(), folder / name)


def states(folder: Path, document: Json) -> tuple[OverlayState, ...]:
    """Return what becomes of changes and corrections when upstream publishes a document."""
    base, revision = load(folder / "openapi.yaml"), read(folder, document)
    path = folder / "overlay.yaml"
    overlay = load(path) if path.is_file() else None
    return overlay_states(base, revision, overlay, compare(base, revision))


def of_action(found: tuple[OverlayState, ...], number: int) -> OverlayState:
    """Return the state of a correction."""
    return next(state for state in found if state.action == number)


def states_of_action(found: tuple[OverlayState, ...], number: int) -> list[OverlayState]:
    """Return all states of a correction."""
    return [state for state in found if state.action == number]


def of_changes(found: tuple[OverlayState, ...]) -> list[OverlayState]:
    """Return the states of changes."""
    return [state for state in found if state.action is None]


def pasted(state: OverlayState) -> Any:
    """Return what a suggestion says, as data."""
    assert state.suggestion is not None
    assert state.suggestion.startswith("# ")
    return loads(state.suggestion.encode(), Path("pasted.yaml")).data


def follow_suggestions(folder: Path, document: Json, found: tuple[OverlayState, ...]) -> None:
    """Do to the folder's files what the states suggest, with the document as the vendored one."""
    path = folder / "overlay.yaml"
    actions: list[Any] = list(load(path).root["actions"]) if path.is_file() else []
    added: list[Any] = []
    for state in found:
        if state.suggestion is None or state.state == "still needed":
            continue
        remark, data = state.suggestion.splitlines()[0], pasted(state)
        if "replace action" in remark:
            actions[state.action] = data
        elif "remove action" in remark:
            assert data == [actions[state.action]]
            actions[state.action] = []
        elif "overlay.yaml: add" in remark:
            added += data
        elif "statuses.yaml" in remark:
            with (folder.parent / "statuses.yaml").open("a") as file:
                file.write(yaml.safe_dump(data))
        else:
            facts = yaml.safe_load((folder / "provider.yaml").read_text())
            for key, value in data.items():
                facts[key] = {**facts[key], **value} if isinstance(value, dict) else value
            (folder / "provider.yaml").write_text(yaml.safe_dump(facts, sort_keys=False))
    flat = [one for item in actions for one in (item if isinstance(item, list) else [item])]
    write_document(folder, document)
    write_overlay(folder, [*flat, *added])
