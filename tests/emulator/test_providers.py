"""Every provider of ``spec/``, emulated: its responses are as documented."""

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

from tests.create_arguments import create_fields, length_near
from videojobs import parse_job
from videojobs.dialect import Dialect
from videojobs.emulator import Served, serve
from videojobs.http.json_pointer import follow, split
from videojobs_api import PROVIDERS


@frozen
class EmulatedProvider:
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
        job_id = quote(job_id, safe="")
        if job_id and not brace:
            return f"{path}?{self.dialect.ids.parameter}={job_id}"
        return head + job_id + rest.partition("}")[2]

    def start(self, prompt: str = "a boat") -> dict[str, Any]:
        """Start a job in the provider's preferred encoding."""
        fields = create_fields(self.dialect.name, prompt)
        content: dict[str, Any] = {"json": fields}
        if self.dialect.create.encodings[0] != "json":
            content = {"files": {name: (None, str(value)) for name, value in fields.items()}}
        headers = {**self.dialect.operations["create"].headers, **self.dialect.create.headers}
        response = self.http.post(self.path("create"), **content, headers=headers)
        assert response.is_success, response.text
        return response.json()

    def new_job_id(self, prompt: str = "a boat") -> str:
        """Start a job and return its id."""
        return self.id_of(self.start(prompt))

    def id_of(self, body: dict[str, Any]) -> str:
        """Return the id in a response to a create."""
        return str(self.value_of(body, self.dialect.fields.id))

    def value_of(self, body: dict[str, Any], pointers: tuple[str, ...]) -> Any:
        """Return the value at the first pointer into the job that leads to one."""
        jobs = [follow(body, split(pointer)) for pointer in self.dialect.fields.job]
        values = (follow(job, split(pointer)) for job in jobs for pointer in pointers)
        return next((value for value in values if value is not None), None)

    def media(self, role: Any, status: str) -> dict[str, Any] | None:
        """Return the document's media object of an operation's JSON response, or None."""
        operation = self.dialect.operations[role]
        responses = self.document["paths"][operation.path][operation.method.lower()]["responses"]
        response = responses.get(status, responses.get("default", {}))
        while "$ref" in response:
            response = self.document["components"]["responses"][response["$ref"].rpartition("/")[2]]
        return response.get("content", {}).get("application/json")

    def schema(self, role: Any, status: str = "200") -> dict[str, Any] | None:
        """Return the JSON Schema of an operation's response, or None."""
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
def provider(request, clock) -> Iterator[EmulatedProvider]:
    """Each provider in turn; a job takes ten seconds of the clock."""
    package = import_module(f"videojobs_api.{PROVIDERS[request.param]}")
    document = json.loads(files(package).joinpath("openapi.json").read_text(encoding="utf-8"))
    dialect = import_module(f"{package.__name__}.dialect").DIALECT
    with serve(request.param, clock=clock, render_seconds=10) as served:
        scheme = dialect.auth[0]
        headers = {scheme.header: f"Bearer {served.api_key}" if scheme.scheme == "bearer" else served.api_key}
        # The document's paths may begin with what the base URL ends in; here they are used as they stand.
        base_url = served.base_url.removesuffix(dialect.base_path) if dialect.base_path else served.base_url
        with httpx.Client(base_url=base_url, headers=headers) as http:
            yield EmulatedProvider(dialect, document, served, http, clock)


def schema_errors(body: Any, schema: dict[str, Any] | None) -> list[str]:
    """Return the validation errors of a body."""
    return [] if schema is None else [error.message for error in Draft202012Validator(schema).iter_errors(body)]


@pytest.mark.parametrize("prompt", ["a boat", "[[fail]]"])
def test_responses_validate_against_the_document(provider, prompt):
    """The response to create, every stage of a job that completes or fails, and the list if there is one."""
    created = provider.start(prompt)
    assert schema_errors(created, provider.schema("create")) == []
    observed = []
    for _ in range(4):
        job = provider.http.get(provider.path("retrieve", provider.id_of(created))).json()
        assert schema_errors(job, provider.schema("retrieve")) == []
        observed.append(parse_job(provider.dialect.name, {**created, **job}).status.value)
        if "list" in provider.dialect.operations:
            headers = provider.dialect.operations["list"].headers
            listed = provider.http.get(provider.path("list"), headers=headers).json()
            assert schema_errors(listed, provider.schema("list")) == []
        provider.clock.tick(4)
    ends = ["failed"] * 2 if prompt == "[[fail]]" else ["in_progress", "completed"]
    expected = ["queued", "in_progress", *ends]
    if "in_progress" not in observed:  # the document has one word for all jobs that are not finished
        expected = ["queued" if status == "in_progress" else status for status in expected]
    assert observed == expected


def test_errors_validate_and_have_their_message_at_a_pointer_of_the_dialect(provider):
    """A wrong key and an unknown id, in the provider's error body."""
    path = provider.path("retrieve", "nobody")
    unauthenticated = provider.http.get(path, headers={provider.dialect.auth[0].header: "Bearer wrong"})
    responses = [unauthenticated, provider.http.get(path)]
    assert [response.status_code for response in responses] == [401, provider.dialect.errors.not_found_status]
    for response in responses:
        body: Any = response.json()
        assert schema_errors(body, provider.schema("retrieve", str(response.status_code))) == []
        assert any(isinstance(follow(body, split(pointer)), str) for pointer in provider.dialect.errors.message)


def test_the_clip_is_at_the_place_of_the_dialect(provider):
    """Behind the content operation, or at a URL on another origin, which is never sent the key; or both."""
    job_id = provider.new_job_id()
    provider.clock.tick(10)
    job = provider.http.get(provider.path("retrieve", job_id)).json()
    contents = []
    if provider.dialect.content.source != "endpoint":
        url = provider.value_of(job, provider.dialect.fields.video_url)
        assert urlsplit(url).port == provider.served.media_port != provider.served.port
        contents.append(httpx.get(url).content)
        assert [record.has_credential for record in provider.served.media_requests] == [False]
    if "content" in provider.dialect.operations:
        contents.append(provider.http.get(provider.path("content", job_id)).content)
    assert contents
    for content in contents:
        with av.open(io.BytesIO(content)) as clip:
            assert (clip.streams.video[0].width, clip.streams.video[0].height) == (1280, 720)
            assert clip.duration / av.time_base == pytest.approx(length_near(provider.dialect.name, 4), abs=0.1)


def test_a_clip_expires_only_at_a_time_that_the_job_reports(provider):
    """Some servers declare the time, always send null, and keep their clips."""
    job_id = provider.new_job_id()
    provider.clock.tick(10)
    job = provider.http.get(provider.path("retrieve", job_id)).json()
    expires_at = provider.value_of(job, provider.dialect.fields.expires_at)
    clip = provider.value_of(job, provider.dialect.fields.video_url)
    if provider.dialect.content.source == "endpoint":
        clip = provider.path("content", job_id)
    provider.clock.tick(2 * 86_400)
    assert provider.http.get(clip).is_success is (expires_at is None)


def test_a_key_that_leaks_to_the_media_origin_is_noticed(provider):
    """Whether in a header or in the URL: a client's tests rely on it."""
    origin = f"http://127.0.0.1:{provider.served.media_port}/media/x"
    httpx.get(origin, headers={"authorization": f"Bearer {provider.served.api_key}"})
    httpx.get(origin, params={"key": provider.served.api_key})
    httpx.get(origin)
    assert [record.has_credential for record in provider.served.media_requests] == [True, True, False]


def test_optional_keys_are_left_out_as_in_the_example(provider):
    """An optional key is null only if the document's example has it, or if there is no example."""
    job = provider.http.get(provider.path("retrieve", provider.new_job_id())).json()
    example = (provider.media("retrieve", "200") or {}).get("example")
    if example is not None:
        assert {name for name, value in job.items() if value is None} <= example.keys()
    early = provider.dialect.quirks.completed_at_while_running
    assert (job.get("completed_at") is None) is not early
    assert job.get("video_url") is None
