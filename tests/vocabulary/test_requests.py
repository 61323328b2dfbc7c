"""The words of provider.yaml about requests: client, emulator and lint understand each of them the same way."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import evolve

from tests.vocabulary.support import problems, served, write_folder
from videojobs import InvalidRequest, VideoClient
from videojobs.testing import virtual_time

JSON = "application/json"
JOB = {
    "type": "object",
    "required": ["id", "status"],
    "properties": {
        "id": {"type": "string"},
        "status": {"type": "string", "enum": ["pending", "in_progress", "completed", "failed"]},
        "urls": {"type": "array", "items": {"type": "string"}},
        "length": {"type": "integer"},
        "size": {"type": "string"},
    },
}
FRAMES = {
    "type": "array",
    "items": {"type": "object", "properties": {"kind": {"type": "string"}, "image": {"type": "object"}}},
}


def response(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the responses of an operation."""
    return {"200": {"description": "", "content": {JSON: {"schema": schema}}}}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Imagined", "version": "1"},
    "servers": [{"url": "https://api.imagined.example/v1"}],
    "security": [{"key": []}],
    "paths": {
        "/clips": {
            "post": {
                "operationId": "makeClip",
                "servers": [{"url": "https://api.imagined.example/v2"}],
                "requestBody": {
                    "required": True,
                    "content": {
                        JSON: {
                            "schema": {
                                "type": "object",
                                "required": ["text"],
                                "properties": {
                                    "text": {"type": "string"},
                                    "duration": {"type": "integer", "default": 5},
                                    "width": {"type": "integer"},
                                    "height": {"type": "integer"},
                                    "ratio": {"type": "string", "enum": ["16:9", "9:16", "1:1"]},
                                    "resolution": {"type": "string", "enum": ["480p", "720p", "4K"]},
                                    "media": {"type": "object", "properties": {"frames": FRAMES}},
                                },
                            }
                        }
                    },
                },
                "responses": response(JOB),
            },
            "get": {
                "operationId": "allClips",
                "responses": response({"type": "object", "properties": {"data": {"type": "array", "items": JOB}}}),
            },
        },
        "/clip": {
            "get": {
                "operationId": "oneClip",
                "servers": [{"url": "https://api.imagined.example/v2"}],
                "parameters": [{"name": "task", "in": "query", "required": True, "schema": {"type": "string"}}],
                "responses": response(JOB),
            },
        },
    },
    "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
}
PROVIDER: dict[str, Any] = {
    "title": "Imagined",
    "source": {"kind": "written"},
    "base_url": "https://api.imagined.example",
    "auth": [{"scheme": "bearer", "env": ["IMAGINED_KEY"]}],
    "operations": {"create": "makeClip", "retrieve": "oneClip", "list": "allClips"},
    "headers": {"list": {"x-tenant": "main"}},
    "create": {
        "seconds": "integer",
        "fields": {"prompt": "text", "model": None, "seconds": "duration", "width": "width", "height": "height"},
        "references": [
            {
                "field": "/media/frames",
                "forms": ["url", "data_url"],
                "write": "object",
                "shape": [{"kind": "first", "image": "$image"}],
            }
        ],
    },
    "fields": {
        "video_url": ["/urls/0"],
        "seconds": ["/length"],
    },
    "content": {"source": "url"},
    "ids": {"parameter": "task"},
}


def changed(root: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a copy with another value at a dotted path; None removes it."""
    root = copy.deepcopy(root)
    *parents, last = path.split(".")
    target = root
    for key in parents:
        target = target[key]
    if value is None:
        del target[last]
    else:
        target[last] = value
    return root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the provider."""
    return write_folder(tmp_path / "spec", DOCUMENT, PROVIDER)


def test_a_job_is_made_with_the_fields_of_the_provider(folder: Path, tmp_path: Path) -> None:
    """Renamed and split fields, a nested reference, an id in the query, headers of one operation, paths below /v1, /v2."""
    assert problems(folder) == []
    with (
        virtual_time() as clock,
        served(folder, clock=clock.time, render_seconds=5.0) as (dialect, emulator),
        VideoClient(dialect, api_key=emulator.api_key) as client,
    ):
        job = client.create("a boat", seconds=3, size="16:9", input_reference="https://img.example/a.png")
        done = client.wait(job)
        assert client.download(done, tmp_path / "clip.mp4").bytes > 1000
        assert [item.id for item in client.list()] == [job.id]
        create, *polls, listing = emulator.requests
        by_name = [client.call("retrieve", done), client.call("oneClip", job.id), client.call("oneClip", task=job)]
        assert [response.id for response in by_name] == [job.id] * 3
    assert (create.path, listing.path) == ("/v2/clips", "/v1/clips")
    assert {(poll.path, poll.query) for poll in polls} == {("/v2/clip", f"task={job.id}")}
    assert create.body == {
        "text": "a boat",
        "duration": 3,
        "width": 1280,
        "height": 720,
        "media": {"frames": [{"kind": "first", "image": {"image_url": "https://img.example/a.png"}}]},
    }
    assert (done.seconds, done.size) == (3.0, (1280, 720))
    assert [request.headers.get("x-tenant") for request in (create, *polls, listing)][-2:] == [None, "main"]


def required_header(name: str, *, required: bool) -> dict[str, Any]:
    """Return the document, in which the list has a header parameter."""
    parameter = {"name": name, "in": "header", "required": required, "schema": {"type": "string"}}
    return changed(DOCUMENT, "paths./clips.get.parameters", [parameter])


def test_a_required_header_of_an_operation_is_sent_and_demanded(tmp_path: Path) -> None:
    """By client and emulator, where the document requires it; the caller's value replaces that of provider.yaml."""
    folder = write_folder(tmp_path / "spec", required_header("X-Tenant", required=True), PROVIDER)
    assert problems(folder) == []
    with served(folder) as (dialect, emulator), VideoClient(dialect, api_key=emulator.api_key) as client:
        assert [list(client.list()), list(client.list(headers={"X-TENANT": "other"}))] == [[], []]
        client.call("list")
        client.call("allClips", x_tenant="third")
        sent = [request.headers["x-tenant"] for request in emulator.requests]
        bare = httpx.get(f"{emulator.base_url}/v1/clips", headers={"authorization": f"Bearer {emulator.api_key}"})
    assert sent == ["main", "other", "main", "third"]
    assert (bare.status_code, "x-tenant" in bare.text) == (400, True)


def test_a_required_header_that_nothing_sends_is_a_problem(tmp_path: Path) -> None:
    """Each call would be refused; an optional one is the caller's affair."""
    provider = changed(PROVIDER, "headers", None)
    (problem,) = problems(write_folder(tmp_path / "spec", required_header("x-tenant", required=True), provider))
    assert re.search("requires the header x-tenant of list, and nothing sends it: write it .* headers.list", problem)
    folder = write_folder(tmp_path / "optional/spec", required_header("x-tenant", required=False), PROVIDER)
    with served(folder) as (_, emulator):
        bare = httpx.get(f"{emulator.base_url}/v1/clips", headers={"authorization": f"Bearer {emulator.api_key}"})
    assert bare.status_code == 200


def test_an_argument_without_a_field_is_refused_before_anything_is_sent(folder: Path) -> None:
    """Servers ignore unknown fields: the clip would be paid for, and not the one that was ordered."""
    with (
        served(folder) as (dialect, emulator),
        VideoClient(dialect, api_key=emulator.api_key) as client,
    ):
        with pytest.raises(InvalidRequest, match=r"model: Imagined has no field for it.*text, duration, width"):
            client.create("a boat", model="m")
        other = evolve(dialect, create=evolve(dialect.create, fields=evolve(dialect.create.fields, seconds="seconds")))
        with (
            VideoClient(other, api_key=emulator.api_key) as wrong,
            pytest.raises(InvalidRequest, match=r"seconds: Imagined has no field for it.*text, duration"),
        ):
            wrong.create("a boat", seconds=4)
        assert not emulator.requests


@pytest.mark.parametrize(
    ("size", "fields"),
    [
        ("1280x720", {"ratio": "16:9", "resolution": "720p"}),
        ((480, 480), {"ratio": "1:1", "resolution": "480p"}),
        ("9:16", {"ratio": "9:16"}),
        ("4k", {"resolution": "4K"}),
        ("1792x1024", "'1024p' is not allowed.*480p, 720p, 4K"),
        ("3:2", "'3x2' is not allowed.*16:9, 9:16, 1:1"),
        ("wide", "'wide' is not allowed.*480p, 720p, 4K"),
    ],
)
def test_a_size_as_shape_and_resolution(tmp_path: Path, size: Any, fields: Any) -> None:
    """The listed ratio and the listed resolution; what is not listed is refused with the list."""
    names = {
        "prompt": "text",
        "model": None,
        "seconds": "duration",
        "aspect_ratio": "ratio",
        "resolution": "resolution",
    }
    folder = write_folder(tmp_path / "spec", DOCUMENT, changed(PROVIDER, "create.fields", names))
    assert problems(folder) == []
    with served(folder) as (dialect, emulator), VideoClient(dialect, api_key=emulator.api_key) as client:
        if isinstance(fields, str):
            with pytest.raises(InvalidRequest, match=fields):
                client.create("a boat", size=size)
            return
        job = client.create("a boat", size=size)
        assert emulator.requests[0].body == {"text": "a boat", **fields}
        if size != "4k":
            width, height = job.size or (0, 0)
            ratio = fields["ratio"].split(":")
            assert width * int(ratio[1]) == height * int(ratio[0])


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            "create.fields.prompt",
            None,
            "/create/fields: the body .* has no field 'prompt' for prompt: .*null if there is",
        ),
        ("create.fields.seconds", "lenght", "/create/fields: .*no field 'lenght' for seconds.*it has: text, duration"),
        ("create.fields.width", None, "/create/fields: .*dependentRequired"),
        (
            "create.references",
            [{"field": "/media/frame", "forms": ["url"]}],
            "/create/references/0/field: .*'/media/frame'",
        ),
        ("create.references", [{"field": "image", "forms": ["url"]}], "/create/references/0/field: .*'image'"),
        (
            "create.references",
            [{"field": "/media/frames", "forms": ["url"], "shape": [{"kind": "first"}]}],
            r"/create/references/0/shape: the image is nowhere in it: write \$image where it goes",
        ),
        ("headers", {"delete": {"a": "b"}}, "/headers/delete: no operation has the role delete"),
        ("headers", {"list": {"X-Tenant": "b"}}, "/headers/list: .*name of a header in lower case"),
        (
            "ids",
            None,
            "/operations/retrieve: the path of retrieve, /clip, has no parameter.*ids.parameter; it has: task",
        ),
        (
            "base_url",
            "https://api.imagined.example/v1",
            "/base_url: the operations are at https://api.imagined.example, ",
        ),
    ],
)
def test_a_contradiction_to_the_document_has_its_place_and_remedy(
    tmp_path: Path, path: str, value: Any, message: str
) -> None:
    """Fields, headers, parameters and servers are looked up in the document."""
    folder = write_folder(tmp_path / "spec", DOCUMENT, changed(PROVIDER, path, value))
    (problem,) = problems(folder)
    assert re.search(rf"provider\.yaml:\d+:\d+: {message}", problem), problem


def test_operations_of_several_origins_are_refused(tmp_path: Path) -> None:
    """A client has one key and one origin, which the key never leaves."""
    document = changed(DOCUMENT, "paths./clips.post.servers", [{"url": "https://eu.imagined.example/v2"}])
    (problem,) = problems(write_folder(tmp_path / "spec", document, PROVIDER))
    assert "/paths/~1clips/post: the operations are at 2 origins" in problem
