"""A provider whose responses differ: another name of the id, and none in the responses about a job."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest

from scripts.oas.load import load
from tests.providers.test_start import start
from tests.vocabulary.support import problems, served, write_folder
from tests.vocabulary.test_requests import changed, response
from videojobs import VideoClient
from videojobs.testing import virtual_time

STATE = {
    "type": "object",
    "required": ["status"],
    "properties": {
        "status": {"type": "string", "enum": ["pending", "done", "expired"]},
        "video": {"type": "object", "properties": {"url": {"type": "string"}, "duration": {"type": "integer"}}},
    },
}
STARTED = {"type": "object", "required": ["request_id"], "properties": {"request_id": {"type": "string"}}}
BODY = {
    "type": "object",
    "required": ["prompt"],
    "properties": {
        "prompt": {"type": "string"},
        "model": {"type": "string"},
        "duration": {"type": "integer"},
        "aspect_ratio": {"type": "string"},
        "resolution": {"type": "string"},
    },
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Imagined", "version": "1"},
    "servers": [{"url": "https://api.imagined.example/v1"}],
    "security": [{"key": []}],
    "paths": {
        "/videos/generations": {
            "post": {
                "operationId": "generate",
                "requestBody": {"required": True, "content": {"application/json": {"schema": BODY}}},
                "responses": response(STARTED),
            }
        },
        "/videos/{request_id}": {
            "get": {
                "operationId": "poll",
                "parameters": [{"name": "request_id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": response(STATE),
            }
        },
    },
    "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
}
PROVIDER: dict[str, Any] = {
    "title": "Imagined",
    "source": {"kind": "written"},
    "base_url": "https://api.imagined.example/v1",
    "auth": [{"scheme": "bearer", "env": ["IMAGINED_KEY"]}],
    "operations": {"create": "generate", "retrieve": "poll"},
    "create": {
        "seconds": "integer",
        "fields": {"seconds": "duration", "aspect_ratio": "aspect_ratio", "resolution": "resolution"},
    },
    "fields": {"id": ["/request_id"], "video_url": ["/video/url"], "seconds": ["/video/duration"]},
    "content": {"source": "url"},
    "quirks": {"no_id_when_retrieved": True},
}


def test_a_job_without_an_id_in_its_responses(tmp_path: Path) -> None:
    """The id of the create counts, to the end of the journey."""
    folder = write_folder(tmp_path / "spec", DOCUMENT, PROVIDER)
    assert problems(folder) == []
    with (
        virtual_time() as clock,
        served(folder, clock=clock.time, render_seconds=5.0) as (dialect, emulator),
        VideoClient(dialect, api_key=emulator.api_key) as client,
    ):
        job = client.create("a boat", seconds=3, size="16:9")
        done = client.wait(job)
        assert (done.id, done.seconds, "request_id" in done.raw) == (job.id, 3.0, False)
        assert client.download(done, tmp_path / "clip.mp4").bytes > 1000


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            "fields.id",
            None,
            "/fields: the response of create has no id at /id: the id .* lost.*fields.id; the response has: request_id",
        ),
        ("quirks", None, "/fields/id: the response of retrieve has no id at /request_id: .*no_id_when_retrieved: true"),
        ("fields.status", ["/state"], "/fields/status/0: '/state' leads nowhere"),
        ("fields.video_url", ["/video_url"], "/fields/video_url/0: '/video_url' leads nowhere"),
    ],
)
def test_pointers_lead_somewhere_defaults_included(tmp_path: Path, path: str, value: Any, message: str) -> None:
    """Each create of such a folder would end as an unknown outcome."""
    found = problems(write_folder(tmp_path / "spec", DOCUMENT, changed(PROVIDER, path, value)))
    assert any(re.search(rf"provider\.yaml:\d+:\d+: {message}", problem) for problem in found), found


def test_a_folder_of_such_a_document_is_started_right(tmp_path: Path) -> None:
    """Fields, the id and its absence are guessed from the document; what is left open are the words of states."""
    folder = start(tmp_path / "spec", content=DOCUMENT)
    text = (folder / "provider.yaml").read_text(encoding="utf-8")
    assert "no_id_when_retrieved: true" in text
    facts = load(folder / "provider.yaml").root
    assert facts["create"] == PROVIDER["create"] | {"encodings": ["json"]}
    fields = facts["fields"]
    assert isinstance(fields, dict)
    assert (fields["id"], fields["video_url"]) == (["/request_id"], ["/video/url"])


def test_a_status_at_its_default_is_looked_for_too(tmp_path: Path) -> None:
    """A client would wait for ever."""
    document = copy.deepcopy(DOCUMENT)
    schema = document["paths"]["/videos/{request_id}"]["get"]["responses"]["200"]["content"]["application/json"]
    schema["schema"]["properties"]["state"] = schema["schema"]["properties"].pop("status")
    schema["schema"]["required"] = ["state"]
    (problem,) = problems(write_folder(tmp_path / "spec", document, PROVIDER))
    assert "/fields: the response of retrieve has no status at /status: a client would wait for ever" in problem
