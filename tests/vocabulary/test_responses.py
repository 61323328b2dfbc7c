"""A provider whose responses differ: another name of the id, and none in the responses about a job."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from scripts.oas.load import load
from tests.jobs.conftest import Either
from tests.jobs.stub_server import DIALECT as OTHER
from tests.jobs.stub_server import KEY, StubResponse, job
from tests.providers.test_start import start
from tests.vocabulary.support import problems, served, write_folder
from tests.vocabulary.test_requests import changed, response
from videojobs import NotFound, VideoClient
from videojobs.emulator import serve
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


POLLED = evolve(OTHER, fields=evolve(OTHER.fields, polling_url=("/polling_url", "/links/0")))


def test_a_job_is_retrieved_where_its_last_response_says(call: Either) -> None:
    """With the key, and by its id where only that is known."""
    call.dialect = POLLED
    next_url = "/videos/video_1/state?shard=7&again="
    call.server.respond_with(StubResponse.json(job("in_progress", polling_url=next_url)))
    first = call("retrieve", "video_1")
    call.server.respond_with(StubResponse.json(job("completed", links=[f"{call.server.url}/videos/video_1/end"])))
    with virtual_time():
        done = call("wait", first)
    call("retrieve", done)
    assert [request.target for request in call.server.requests] == [next_url, "/videos/video_1/end"]
    assert all(request.headers["authorization"] == f"Bearer {KEY}" for request in call.server.requests)


@pytest.mark.parametrize(
    "polling_url",
    [
        "https://elsewhere.example/videos/video_1",
        "//elsewhere.example/v",
        "/videos/../admin",
        "/videos/%2e%2e/admin",
        7,
        None,
    ],
)
def test_the_key_goes_nowhere_else(call: Either, polling_url: object) -> None:
    """A URL at another origin, or one that leaves the API, is not used: the id is."""
    call.dialect = POLLED
    call.server.respond_with(StubResponse.json(job("in_progress", polling_url=polling_url)))
    call("retrieve", call("retrieve", "video_1"))
    # `..` is resolved before it is sent, as a browser does; what is left is below the address of the API.
    assert call.server.requests[-1].target == ("/admin" if polling_url == "/videos/../admin" else "/videos/video_1")


def test_an_error_at_that_address_is_not_hidden_by_the_id(call: Either) -> None:
    """It is the server's own address for the job; the id alone is asked for as before."""
    call.dialect = POLLED
    call.server.respond_with(StubResponse.json(job("in_progress", polling_url="/videos/video_1/state")))
    first = call("retrieve", "video_1")
    call.server.respond_with(StubResponse.json({"error": {"message": "gone"}}, 404))
    with pytest.raises(NotFound):
        call("retrieve", first)
    assert [request.target for request in call.server.requests] == ["/videos/video_1/state"]
    call.server.respond_with(StubResponse.json(job("completed")))
    assert call("retrieve", first.id).status == "completed"
    assert [request.target for request in call.server.requests] == ["/videos/video_1"]


def test_the_emulator_names_the_url_at_which_it_serves_a_job() -> None:
    """OpenRouter's client polls there."""
    with (
        serve("openrouter") as emulator,
        VideoClient("openrouter", base_url=emulator.base_url, api_key=emulator.api_key) as client,
    ):
        created = client.create("a boat", model="any", seconds=3)
        assert client.retrieve(created).id == created.id
        assert created.raw["polling_url"] == f"/api/v1/videos/{created.id}" == emulator.requests[-1].path


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
