"""Every provider under ``spec/``, emulated: what it answers is what its document promises."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

import av
import httpx
import pytest
from attrs import frozen
from jsonschema import Draft202012Validator

from tests.orders import order
from videojobs import parse_job
from videojobs.dialect import Dialect
from videojobs.emulator import Served, serve
from videojobs.http.json_pointer import follow, split
from videojobs_api import PROVIDERS


@frozen
class World:
    """A provider, emulated, with a client that has the key."""

    dialect: Dialect
    document: Mapping[str, Any]
    served: Served
    http: httpx.Client
    clock: Any

    def path(self, role: Any, job_id: str = "") -> str:
        """Return the path of an operation, below the base URL."""
        path = self.dialect.operations[role].path
        head, brace, rest = path.partition("{")
        return head + quote(job_id, safe="") + rest.partition("}")[2] if brace else path

    def start(self, prompt: str = "a boat") -> dict[str, Any]:
        """Start a job in the provider's preferred encoding."""
        seconds = (self.dialect.create.seconds_values or ("4",))[0]
        length = int(seconds) if self.dialect.create.seconds == "integer" else seconds
        sent = {**order(self.dialect.name), "prompt": prompt, "seconds": length}
        if self.dialect.create.encodings[0] == "json":
            answer = self.http.post(self.path("create"), json=sent)
        else:
            answer = self.http.post(self.path("create"), files={name: (None, str(v)) for name, v in sent.items()})
        assert answer.is_success, answer.text
        return answer.json()

    def media(self, role: Any, status: str) -> dict[str, Any] | None:
        """Return the document's media object of an operation's JSON answer, or None if it has none."""
        operation = self.dialect.operations[role]
        answers = self.document["paths"][operation.path][operation.method.lower()]["responses"]
        answer = answers.get(status, answers.get("default", {}))
        while "$ref" in answer:
            answer = self.document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        return answer.get("content", {}).get("application/json")

    def schema(self, role: Any, status: str = "200") -> dict[str, Any] | None:
        """Return the JSON Schema of an operation's answer, or None if the document has none."""
        media = self.media(role, status)
        return None if media is None else {**plain(media["schema"]), "components": plain(self.document["components"])}


def plain(node: Any) -> Any:
    """Turn ``nullable`` of OpenAPI 3.0 into JSON Schema."""
    if isinstance(node, list):
        return [plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    inner = {key: plain(value) for key, value in node.items() if key != "nullable"}
    return {"anyOf": [inner, {"type": "null"}]} if node.get("nullable") is True else inner


@pytest.fixture(params=sorted(PROVIDERS))
def world(request, clock) -> Iterator[World]:
    """Each provider in turn; a job takes ten seconds of the clock."""
    package = import_module(f"videojobs_api.{PROVIDERS[request.param]}")
    document = json.loads(files(package).joinpath("openapi.json").read_text(encoding="utf-8"))
    dialect = import_module(f"{package.__name__}.dialect").DIALECT
    with serve(request.param, clock=clock, render_seconds=10) as served:
        way = dialect.auth[0]
        headers = {way.header: f"Bearer {served.api_key}" if way.scheme == "bearer" else served.api_key}
        # The document's paths may begin with what the base URL ends in; here they are used as they stand.
        base_url = served.base_url.removesuffix(dialect.base_path) if dialect.base_path else served.base_url
        with httpx.Client(base_url=base_url, headers=headers) as http:
            yield World(dialect, document, served, http, clock)


def valid(body: Any, schema: dict[str, Any] | None) -> list[str]:
    """Return what is wrong with a body."""
    return [] if schema is None else [error.message for error in Draft202012Validator(schema).iter_errors(body)]


@pytest.mark.parametrize("prompt", ["a boat", "[[fail]]"])
def test_answers_validate_against_the_document(world, prompt):
    """The create answer and every stage of a job that completes or fails, and the list where there is one."""
    created = world.start(prompt)
    assert valid(created, world.schema("create")) == []
    seen = []
    for _ in range(4):
        job = world.http.get(world.path("retrieve", created["id"])).json()
        assert valid(job, world.schema("retrieve")) == []
        seen.append(parse_job(world.dialect.name, job).status.value)
        if "list" in world.dialect.operations:
            assert valid(world.http.get(world.path("list")).json(), world.schema("list")) == []
        world.clock.tick(4)
    assert seen == [
        "queued",
        "in_progress",
        *(["failed"] * 2 if prompt == "[[fail]]" else ["in_progress", "completed"]),
    ]


def test_errors_validate_and_stand_where_the_dialect_looks(world):
    """A wrong key and an unknown id, in the provider's envelope."""
    path = world.path("retrieve", "nobody")
    stranger = world.http.get(path, headers={world.dialect.auth[0].header: "Bearer wrong"})
    answers = [stranger, world.http.get(path)]
    assert [answer.status_code for answer in answers] == [401, world.dialect.errors.not_found_status]
    for answer in answers:
        body: Any = answer.json()
        assert valid(body, world.schema("retrieve", str(answer.status_code))) == []
        assert any(isinstance(follow(body, split(pointer)), str) for pointer in world.dialect.errors.message)


def test_the_clip_is_where_the_dialect_says(world):
    """Behind the content operation, or at a URL on another origin, which is never sent the key; or both."""
    job_id = world.start()["id"]
    world.clock.tick(10)
    job = world.http.get(world.path("retrieve", job_id)).json()
    contents = []
    if world.dialect.content.source != "endpoint":
        url = follow(job, split(world.dialect.fields.video_url[0]))
        assert urlsplit(url).port == world.served.media_port != world.served.port
        contents.append(httpx.get(url).content)
        assert [record.has_credential for record in world.served.media_requests] == [False]
    if "content" in world.dialect.operations:
        contents.append(world.http.get(world.path("content", job_id)).content)
    assert contents
    for content in contents:
        with av.open(io.BytesIO(content)) as clip:
            assert (clip.streams.video[0].width, clip.streams.video[0].height) == (1280, 720)
            assert clip.duration / av.time_base == pytest.approx(4, abs=0.1)


def test_a_key_that_leaks_to_the_media_origin_is_noticed(world):
    """Whether in a header or in the URL: this is what a client's tests look for."""
    origin = f"http://127.0.0.1:{world.served.media_port}/media/x"
    httpx.get(origin, headers={"authorization": f"Bearer {world.served.api_key}"})
    httpx.get(origin, params={"key": world.served.api_key})
    httpx.get(origin)
    assert [record.has_credential for record in world.served.media_requests] == [True, True, False]


def test_what_a_document_leaves_out_is_left_out(world):
    """A key that may be absent is null only if the document's own example shows it, or if there is no example."""
    job = world.http.get(world.path("retrieve", world.start()["id"])).json()
    example = (world.media("retrieve", "200") or {}).get("example")
    if example is not None:
        assert {name for name, value in job.items() if value is None} <= example.keys()
    early = world.dialect.quirks.completed_at_while_running
    assert (job.get("completed_at") is None) is not early
    assert job.get("video_url") is None
