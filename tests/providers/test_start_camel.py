"""A document with names in camel case, wrapped jobs, numbers as status words and a required header."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from scripts.oas.load import load
from scripts.oas.yaml_writer import to_yaml
from scripts.providers.command import main
from tests.spec.support import SPEC
from tests.vocabulary.support import NAME, problems, served
from videojobs import VideoClient
from videojobs.testing import virtual_time

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
STATUS = {"type": "integer", "enum": [0, 1, 2, 3]}
TASK = {
    "type": "object",
    "properties": {
        "taskId": TEXT,
        "taskStatus": STATUS,
        "progress": {"type": "number", "minimum": 0, "maximum": 1},
        "createTime": {"type": "integer", "format": "int64"},
        "finishTime": {"type": "integer", "nullable": True},
        "failReason": {"type": "string", "nullable": True},
        "price": {"type": "object", "properties": {"currency": TEXT, "amount": TEXT}},
        "result": {"type": "object", "nullable": True, "properties": {"videoUrl": TEXT, "durationSec": NUMBER}},
    },
}
BODY = {
    "type": "object",
    "required": ["modelName", "prompt"],
    "properties": {
        "modelName": {"type": "string", "enum": ["kq-2", "kq-3"]},
        "prompt": TEXT,
        "durationSec": {"type": "integer", "enum": [5, 10]},
        "aspectRatio": {"type": "string", "enum": ["16:9", "9:16"]},
        "firstFrameUrl": {"type": "string", "format": "uri"},
    },
}


def wrapped(schema: dict[str, Any]) -> dict[str, Any]:
    """Return responses whose body has the schema in ``data``."""
    body = {"type": "object", "properties": {"code": NUMBER, "message": TEXT, "data": schema}}
    return {"200": {"description": "a body", "content": {"application/json": {"schema": body}}}}


HEADER = {"name": "X-Async", "in": "header", "required": True, "schema": {"type": "string", "enum": ["enable"]}}
ID = {"name": "taskId", "in": "path", "required": True, "schema": TEXT}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.1",
    "info": {"title": "Imagined", "version": "1"},
    "servers": [{"url": "https://open.imagined.example/openapi/v2"}],
    "security": [{"key": []}],
    "paths": {
        "/video/task": {
            "post": {
                "operationId": "submitVideoTask",
                "parameters": [HEADER],
                "requestBody": {"required": True, "content": {"application/json": {"schema": BODY}}},
                "responses": wrapped({"type": "object", "properties": {"taskId": TEXT, "taskStatus": STATUS}}),
            }
        },
        "/video/task/{taskId}": {
            "get": {"operationId": "queryVideoTask", "parameters": [ID], "responses": wrapped(TASK)}
        },
        "/video/task/list": {
            "get": {
                "operationId": "listVideoTasks",
                "responses": wrapped({"type": "object", "properties": {"items": {"type": "array", "items": TASK}}}),
            }
        },
    },
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
}


def test_only_the_meaning_of_numbers_is_asked(tmp_path: Path) -> None:
    """The journey from the document to a clip: names in any spelling, a wrapped list, a fraction as progress."""
    spec, published = tmp_path / "spec", tmp_path / "published.yaml"
    spec.mkdir()
    shutil.copy(SPEC / "statuses.yaml", spec)
    published.write_text(to_yaml(DOCUMENT), encoding="utf-8")
    arguments = ["--from", str(published), "--spec", str(spec), "--url", "https://imagined.example/openapi.yaml"]
    assert main(["start", "--name", NAME, *arguments]) == 0
    path = spec / NAME / "provider.yaml"
    found = load(path).root
    assert found["operations"]["list"] == "listVideoTasks"
    assert found["headers"] == {"create": {"x-async": "enable"}}
    assert found["create"]["fields"] == {"model": "modelName", "seconds": "durationSec", "size": "aspectRatio"}
    assert found["fields"] == {
        "job": ["/data"],
        "id": ["/taskId"],
        "status": ["/taskStatus"],
        "created_at": ["/createTime"],
        "completed_at": ["/finishTime"],
        "video_url": ["/result/videoUrl"],
        "error": ["/failReason"],
    }
    assert found["quirks"] == {"progress_fraction": True}
    text = path.read_text(encoding="utf-8")
    for number, meaning in enumerate(("queued", "in_progress", "completed", "failed")):
        text = text.replace(f"'{number}': DECIDE", f"'{number}': {meaning}")
    path.write_text(text, encoding="utf-8")
    assert problems(path.parent) == []
    with (
        virtual_time() as clock,
        served(path.parent, clock=clock.time, render_seconds=10.0) as (dialect, emulator),
        VideoClient(dialect, api_key=emulator.api_key) as client,
    ):
        job = client.create("a boat", model="kq-2", seconds=5, size="9:16", input_reference="https://img.example/a.png")
        clock.advance(4)
        running = client.retrieve(job)
        assert (running.status, running.raw_status, running.progress) == ("in_progress", "1", 40)
        done = client.wait(job)
        assert (done.status, done.raw_status, [item.id for item in client.list()]) == ("completed", "2", [job.id])
        assert client.download(done, tmp_path / "clip.mp4").bytes > 1000
