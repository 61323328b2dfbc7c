"""A server's behaviour around its operations: mounts, unknown routes, wrong fields, ranges."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import evolve

from tests.emulator.format import DIALECT, DOCUMENT, FILE, PROMPT, TEXT
from tests.vocabulary.support import problems, write_folder
from tests.vocabulary.test_requests import changed
from tests.vocabulary.test_responses import DOCUMENT as IMAGINED
from tests.vocabulary.test_responses import PROVIDER
from videojobs import VideoClient
from videojobs.dialect import Content, Server
from videojobs.emulator import serve

ENTRY = {name: {} for name in ("loc", "msg", "type", "input", "ctx")}
DETAIL = {
    "type": "object",
    "properties": {"detail": {"type": "array", "items": {"type": "object", "properties": ENTRY}}},
}


def fastapi_document() -> dict[str, Any]:
    """Return the format as FastAPI documents it: its list of errors, and a create that takes a form alone."""
    document = copy.deepcopy(DOCUMENT)
    for path_item in document["paths"].values():
        for operation in path_item.values():
            operation["responses"]["422"] = {"description": "", "content": {"application/json": {"schema": DETAIL}}}
    properties = {"prompt": PROMPT, "seconds": TEXT, "fps": {"type": "integer", "minimum": 1}, "input_reference": FILE}
    form = {"type": "object", "required": ["prompt"], "properties": properties}
    document["paths"]["/videos"]["post"]["requestBody"] = {"content": {"multipart/form-data": {"schema": form}}}
    return document


@contextmanager
def emulated(document: Any = DOCUMENT, **changes: Any) -> Iterator[httpx.Client]:
    """Serve the format with some changes to its dialect, and one completed job; yield a client."""
    with serve(dialect=evolve(DIALECT, **changes), document=document, render_seconds=0) as served:
        served.app.add_job("a boat", id="v")
        headers = {"authorization": f"Bearer {served.api_key}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{served.port}/v1", headers=headers) as http:
            yield http


FASTAPI = {"document": fastapi_document(), "server": Server(framework="fastapi")}


@pytest.mark.parametrize(
    ("method", "path", "status", "expected"),
    [
        ("GET", "/nothing", 404, {"detail": "Not Found"}),
        ("PUT", "/videos", 405, {"detail": "Method Not Allowed"}),
        ("OPTIONS", "/videos/v", 405, {"detail": "Method Not Allowed"}),
    ],
)
def test_what_no_operation_handles_gets_the_response_of_the_framework(
    method: str, path: str, status: int, expected: Any
) -> None:
    """In place of the provider's error body; `Allow` has the first method of the path alone, as Starlette writes it."""
    with emulated(**FASTAPI) as http:
        response = http.request(method, path)
    assert (response.status_code, response.json()) == (status, expected)
    assert response.headers.get("allow") == {"/videos": "POST", "/videos/v": "GET"}.get(path)


def test_a_superfluous_slash_is_a_redirect() -> None:
    """With the method and the query kept: 307."""
    with emulated(**FASTAPI) as http:
        response = http.post("/videos/?a=1")
        location = f"{http.base_url}videos?a=1"
    assert (response.status_code, response.headers["location"]) == (307, location)


MISSING = {"type": "missing", "loc": ["body", "prompt"], "input": None, "msg": "Field required"}
FORMS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "missing": ({"files": {"seconds": (None, "4")}}, MISSING),
    "empty": ({"files": {"prompt": (None, "")}}, MISSING),
    "JSON, which is not read": ({"json": {"prompt": "a boat"}}, MISSING),
    "no body": ({}, MISSING),
    "no number": (
        {"files": {"prompt": (None, "a"), "fps": (None, "x")}},
        {
            "type": "int_parsing",
            "loc": ["body", "fps"],
            "input": "x",
            "msg": "Input should be a valid integer, unable to parse string as an integer",
        },
    ),
    "too small": (
        {"files": {"prompt": (None, "a"), "fps": (None, "0")}},
        {
            "type": "greater_than_equal",
            "loc": ["body", "fps"],
            "input": "0",
            "msg": "Input should be greater than or equal to 1",
            "ctx": {"ge": 1},
        },
    ),
    "no file": (
        {"files": {"prompt": (None, "a"), "input_reference": (None, "x")}},
        {
            "type": "value_error",
            "loc": ["body", "input_reference"],
            "input": "x",
            "msg": "Value error, Expected UploadFile, received: <class 'str'>",
            "ctx": {"error": {}},
        },
    ),
}


@pytest.mark.parametrize(("sent", "entry"), FORMS.values(), ids=FORMS)
def test_wrong_fields_are_listed_in_the_words_of_pydantic(sent: dict[str, Any], entry: dict[str, Any]) -> None:
    """With 422, where the document has that list; a form without a boundary is refused with 400."""
    with emulated(**FASTAPI) as http:
        response = http.post("/videos", **sent)
        unparsed = http.post("/videos", content=b"x", headers={"content-type": "multipart/form-data"})
    assert (response.status_code, response.json()) == (422, {"detail": [entry]})
    assert (unparsed.status_code, unparsed.json()) == (400, {"detail": "Missing boundary in multipart."})


def test_wrong_queries_are_listed_too() -> None:
    """And a urlencoded form is one."""
    with emulated(**FASTAPI) as http:
        (entry,) = http.get("/videos?order=up").json()["detail"]
        assert http.post("/videos", data={"prompt": "a boat"}).status_code == 200
    assert (entry["type"], entry["loc"]) == ("literal_error", ["query", "order"])
    assert (entry["msg"], entry["ctx"]) == ("Input should be 'asc' or 'desc'", {"expected": "'asc' or 'desc'"})


RANGES = {"bytes=x": 400, "frames=0-1": 400, "bytes=9-5": 400, "bytes=99999999-": 416, "bytes=0-3": 206}


@pytest.mark.parametrize(("text", "status"), RANGES.items())
def test_a_range_that_cannot_be_parsed(text: str, status: int) -> None:
    """Starlette refuses it; another server sends the whole clip."""
    with emulated(**FASTAPI) as strict, emulated() as lenient, emulated(content=Content(ranges=False)) as none:
        responses = [http.get("/videos/v/content", headers={"range": text}) for http in (strict, lenient, none)]
    assert [response.status_code for response in responses] == [status, 200 if status == 400 else status, 200]
    assert "etag" not in responses[2].headers
    assert "accept-ranges" not in responses[2].headers


def test_a_download_without_ranges(tmp_path: Path) -> None:
    """The client takes the whole clip."""
    with serve("litellm", render_seconds=0) as served:
        job = served.app.add_job("a boat", model="sora-2")
        with VideoClient("litellm", base_url=served.base_url, api_key=served.api_key) as client:
            assert client.download(job.id, tmp_path / "clip.mp4").bytes > 1000


def test_operations_are_served_at_each_mount() -> None:
    """In place of the segment that the document's paths begin with."""
    document = {**DOCUMENT, "paths": {f"/v1{path}": item for path, item in DOCUMENT["paths"].items()}}
    operations = {
        role: evolve(operation, path=f"/v1{operation.path}") for role, operation in DIALECT.operations.items()
    }
    changes = {"base_path": "/v1", "operations": operations, "server": Server(mounts=("", "/openai/v1"))}
    with emulated(document, **changes) as http:
        statuses = {
            mount: http.get(str(http.base_url.copy_with(path=f"{mount}/videos/v"))).status_code
            for mount in ("/v1", "", "/openai/v1", "/v2")
        }
    assert statuses == {"/v1": 200, "": 200, "/openai/v1": 200, "/v2": 404}


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("server", {"framework": "flask"}, "/server/framework: "),
        ("server", {"mounts": ["/v1/"]}, "/server/mounts/0: "),
        ("server", {"mounts": [""]}, "/server/mounts: the operations have no first segment in common"),
        ("server", {}, "/server: "),
        ("content", {"source": "url", "ranges": False}, "/content/ranges: no operation has the role content"),
        ("content", {"source": "url", "ranges": True}, "/content/ranges: "),
        ("create", {"exact_reference_size": False}, "/create/exact_reference_size: "),
        ("create", {"size_in_pixels": False}, "/create/size_in_pixels: "),
        ("create", {"exact_reference_size": True}, "/create/exact_reference_size: there is no reference image"),
    ],
)
def test_the_lint_knows_them(tmp_path: Path, path: str, value: Any, message: str) -> None:
    """Each wrong value is one line."""
    found = problems(write_folder(tmp_path / "spec", IMAGINED, changed(PROVIDER, path, value)))
    assert any(message in problem for problem in found), found
