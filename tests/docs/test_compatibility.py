"""The page of compatibility: a row for each provider, and shares that are counted, not claimed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from scripts.compatibility import points
from scripts.compatibility.page import page
from scripts.compatibility.payloads import Provider, read_provider
from scripts.spec.provider import provider_folders

ROOT = Path(__file__).resolve().parents[2]
RECORDINGS = ROOT / "tests/real_servers/recordings"
PROVIDER_YAML = """
title: Invented
source: {kind: written}
base_url: null
auth: [{scheme: bearer, env: [INVENTED_API_KEY]}]
operations: {create: createVideo, retrieve: getVideo}
content: {source: url}
fields: {video_url: [/url]}
"""
OVERLAY = """
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
actions:
- target: $.paths["/videos"].post.responses["200"].content["application/json"].schema.properties.seconds
  description: The server sends a number.
  x-evidence: samples/second.json
  update: {type: [string, integer]}
"""


def job(seconds: dict[str, Any]) -> dict[str, Any]:
    """Return a response with a job."""
    schema = {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "status": {"type": "string", "enum": ["queued"]},
            "seconds": seconds,
            "url": {"type": "string"},
        },
    }
    return {"200": {"description": "a job", "content": {"application/json": {"schema": schema}}}}


def folder_with(tmp_path: Path, bodies: dict[str, Any]) -> Path:
    """Return the folder of a provider whose running code sent these bodies to a create."""
    folder = tmp_path / "spec/invented"
    (folder / "samples").mkdir(parents=True)
    (tmp_path / "spec/statuses.yaml").write_text((ROOT / "spec/statuses.yaml").read_text("utf-8"), encoding="utf-8")
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"callback_url": {}}}}}}
    create = {"operationId": "createVideo", "requestBody": body, "responses": job({"type": "string"})}
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    one = {"parameters": [parameter], "get": {"operationId": "getVideo", "responses": job({"type": "string"})}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Invented", "version": "1"},
        "paths": {"/videos": {"post": create}, "/videos/{id}": one},
    }
    (folder / "openapi.yaml").write_text(json.dumps(document), encoding="utf-8")
    (folder / "provider.yaml").write_text(PROVIDER_YAML, encoding="utf-8")
    (folder / "overlay.yaml").write_text(OVERLAY, encoding="utf-8")
    for name, (status, content) in bodies.items():
        sample = {"source": "a server, recorded", "operation": "create", "http_status": status, "note": None}
        text = json.dumps({**sample, "elided_by_source": False, "body": content})
        (folder / f"samples/{name}.json").write_text(text, encoding="utf-8")
    return folder


def read(folder: Path) -> Provider:
    """Read a folder without recordings."""
    return read_provider(folder, folder / "no-recordings")


def test_responses_are_counted_with_and_without_the_overlay(tmp_path: Path) -> None:
    """Valid, deviating, and not described by the document; each distinct response once."""
    queued = {"id": "video_1", "status": "queued"}
    bodies = {
        "first": (200, {**queued, "seconds": "4"}),
        "again": (200, {**queued, "seconds": "4"}),
        "second": (200, {**queued, "seconds": 4}),
        "error": (429, {"error": {"message": "later"}}),
    }
    provider = read(folder_with(tmp_path, bodies))
    assert provider.validity(overlay=False) == (1, 1, 1)
    assert provider.validity(overlay=True) == (2, 0, 1)
    text = page([provider])
    assert "| `invented` | 33 % (1 of 3; 1 deviate; 1 not described) | 67 % (2 of 3; 1 not described) |" in text
    assert "text `4`, number `4` (r2)" in text
    assert "`{error: {message}}` 429 (r1)" in text
    assert "| `invented` | `callback_url` |  |" in text


FAILED = {"id": "video_2", "status": "failed", "error": {"code": 500, "message": "no memory"}, "progress": 7}


def test_a_job_needs_an_id_or_a_status() -> None:
    """An error that is sent as a success is an error; a failed job that is sent as an error is a job with an error."""
    refused = {"code": "fail_to_fetch_task", "message": "the upstream refused", "data": None}
    cells = {name: read_provider(ROOT / "spec" / name, RECORDINGS) for name in ("newapi", "vllm-omni")}
    assert points.field_cell(cells["newapi"], "id") == "always"
    assert any(payload.is_error and payload.status == 201 for payload in cells["newapi"].payloads)
    assert not any(payload.body.keys() == refused.keys() for payload in cells["newapi"].jobs)
    assert "`failed`" in points.statuses(cells["vllm-omni"])[1]
    assert points.field_cell(cells["vllm-omni"], "error") == "sometimes, may be null"


def test_the_errors_of_a_job_and_of_a_success(tmp_path: Path) -> None:
    """Both have the shape of the error alone, not that of the body around it."""
    bodies = {
        "first": (200, {"id": "video_1", "status": "queued", "error": None}),
        "second": (200, {"id": "video_2", "status": "queued", "error": None}),
        "refused": (201, {"code": "no_quota", "message": "no", "data": None}),
        "failed": (500, FAILED),
    }
    provider = read(folder_with(tmp_path, bodies))
    assert [points.field_cell(provider, name) for name in ("id", "status", "error", "progress")] == [
        "always",
        "always",
        "always, may be null",
        "sometimes",
    ]
    assert (
        points.errors(provider)[0] == "a job with `{error: {code, message}}` 500 (r1); `{code, data, message}` 201 (r1)"
    )
    assert points.statuses(provider)[1] == "`failed`, `queued` (r3)"


def test_jobs_in_lists_count_and_shortened_ones_lack_nothing(tmp_path: Path) -> None:
    """A field that a page left out is not missing; one that is documented and never received is not never there."""
    folder = folder_with(tmp_path, {"second": (200, {"id": "video_1", "status": "queued", "progress": 1})})
    elided = {"source": "a page", "operation": "retrieve", "http_status": 200, "note": None, "elided_by_source": True}
    (folder / "samples/short.json").write_text(json.dumps({**elided, "body": {"id": "video_1"}}), encoding="utf-8")
    provider = read(folder)
    cells = {name: points.field_cell(provider, name) for name in ("id", "progress", "seconds", "size")}
    assert cells == {"id": "always", "progress": "always", "seconds": "d", "size": ""}
    listed = read_provider(ROOT / "spec/openai", RECORDINGS)
    assert "`completed`" in points.statuses(listed)[1]
    assert (points.field_cell(listed, "created_at"), points.field_cell(listed, "expires_at")) == ("sometimes", "d")


def test_a_refusal_that_is_about_something_else_is_none_of_a_range() -> None:
    """The clip was moved to a bucket: the operation refuses any request for it."""
    assert points.clips(read_provider(ROOT / "spec/sglang", RECORDINGS))[2] == "served (r2)"


def test_forms_of_values() -> None:
    """A ratio is no size in pixels, and 0 is no time; a placeholder is no example of an id, if there is a real one."""
    read = {name: read_provider(ROOT / "spec" / name, RECORDINGS) for name in ("cometapi", "litellm")}
    assert points.lengths(read["cometapi"])[3] == "ratio `16x9`, `9x9` (p3)"
    assert points.times(read["litellm"])[0].startswith("Unix seconds, `0`")
    assert points.ids(read["cometapi"])[1].startswith("`video_69b25d5f467c81908733a56bc236b4df`")


def test_every_provider_is_in_every_table() -> None:
    """None is left out, and nobody is called checked against code that `make real-servers` does not run."""
    providers = [read_provider(folder, RECORDINGS) for folder in provider_folders(ROOT / "spec")]
    sections = page(providers).split("## ")[1:]
    for section in sections:
        if section.startswith("Recorded responses"):
            continue
        for provider in providers:
            assert f"`{provider.facts.name}`" in section, section[:40]
    names = {provider.facts.name for provider in providers if provider.checked == "real code, each night"}
    assert names == {"compatible", "litellm", "sglang", "vllm-omni"}
    assert all(len(set(re.findall(r"\n\|.*", section))) >= len(providers) // 2 for section in sections[3:])


def test_the_form_of_ids_is_that_of_the_received_ones() -> None:
    """The length in a dialect is the emulator's; the row of a provider has it only if its own ids have it."""
    read = {name: read_provider(ROOT / "spec" / name, RECORDINGS) for name in ("newapi", "openrouter", "compatible")}
    forms = {name: points.ids(provider)[0] for name, provider in read.items()}
    assert forms == {
        "newapi": "`task_` and 32 of alphanumeric",
        "openrouter": "`job-` and alphanumeric",
        "compatible": "",
    }
