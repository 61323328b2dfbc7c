"""Each member of the dialect's vocabulary, emulated."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import av
import httpx
import pytest
from attrs import evolve

from tests.create_arguments import create_arguments
from tests.emulator.format import DIALECT, DOCUMENT
from videojobs import VideoClient
from videojobs.dialect import Content, Create, ErrorFields, Ids, Quirks
from videojobs.emulator import serve
from videojobs.emulator.routes import read_routes
from videojobs.emulator.settings import new_id
from videojobs.jobs.registry import load_dialect
from videojobs.openapi.documents import read_document
from videojobs.testing import virtual_time
from videojobs_api import PROVIDERS

KEY = {"authorization": "Bearer emulator-key"}


@contextmanager
def emulated(clock: Any, document: Any = DOCUMENT, **changes: Any) -> Iterator[httpx.Client]:
    """Serve the format with some changes to its dialect; a job takes ten seconds."""
    with (
        serve(dialect=evolve(DIALECT, **changes), document=document, clock=clock, render_seconds=10) as served,
        httpx.Client(base_url=served.base_url, headers=KEY) as http,
    ):
        yield http


def started(http: httpx.Client, words: str) -> str:
    """Start a job and return its path."""
    response = http.post("/videos", json={"prompt": f"a boat {words}"})
    return f"/videos/{response.json()['id']}"


@pytest.mark.parametrize(
    ("ids", "pattern"),
    [
        (Ids(), r"video_[0-9a-f]{32}"),
        (Ids(prefix="", length=9), r"[0-9a-f]{9}"),
        (Ids(prefix="task_", alphabet="alphanumeric"), r"task_[A-Za-z0-9]{32}"),
        (Ids(prefix="", alphabet="uuid"), r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        (Ids(alphabet="base64", length=40), r"video_(?=.*\+)(?=.*/)[A-Za-z0-9+/]{38}=="),
    ],
)
def test_ids_are_in_the_format_of_the_provider(clock: Any, ids: Ids, pattern: str) -> None:
    """Each is new; an id with a wider alphabet has its awkward characters."""
    random = Random(7)
    created = {new_id(ids, random) for _ in range(50)}
    assert len(created) == 50
    assert all(re.fullmatch(pattern, text) for text in created)
    with emulated(clock, ids=ids) as http:
        assert re.fullmatch(pattern, http.post("/videos", json={"prompt": "a boat"}).json()["id"])


@pytest.mark.parametrize("status", ["500", "400"])
def test_a_failed_job_is_an_error_where_the_document_has_one(clock: Any, status: str) -> None:
    """With the job as body; not for other jobs, and not where the document has no such response."""
    with_error = copy.deepcopy(DOCUMENT)
    responses = with_error["paths"]["/videos/{video_id}"]["get"]["responses"]
    responses[status] = responses["200"]
    quirks = Quirks(failed_job_is_http_error=True)
    for document, expected in ((with_error, int(status)), (DOCUMENT, 200)):
        with emulated(clock, document, quirks=quirks) as http:
            failing, fine = started(http, "[[fail:oom]]"), started(http, "")
            assert http.get(failing).status_code == 200
            clock.tick(10)
            response = http.get(failing)
            assert (response.status_code, response.json()["status"]) == (expected, "failed")
            assert response.json()["error"]["code"] == "oom"
            assert http.get(fine).status_code == 200


def test_completed_at_may_come_early(clock: Any) -> None:
    """As the time of the last change."""
    with emulated(clock, quirks=Quirks(completed_at_while_running=True)) as http:
        path = started(http, "")
        clock.tick(4)
        assert http.get(path).json()["completed_at"] == int(clock.now)
        clock.tick(60)
        assert http.get(path).json()["completed_at"] == int(clock.now) - 54


def test_an_unknown_job_may_have_another_status_and_a_code(clock: Any) -> None:
    """Those of the dialect."""
    with emulated(clock, errors=ErrorFields(not_found_status=422, not_found_codes=("no_task",))) as http:
        response = http.get("/videos/nobody")
    assert (response.status_code, response.json()["error"]["code"]) == (422, "no_task")


def test_the_error_response_has_the_url_of_a_clip_in_a_bucket(clock: Any) -> None:
    """The URL needs no key; providers without this quirk serve the clip themselves."""
    with emulated(clock, content=Content(url_in_error=True)) as http:
        path = started(http, "[[bucket]]")
        clock.tick(10)
        response = http.get(f"{path}/content")
        url = re.search(r"https?://\S+", response.json()["error"]["message"])
        assert response.status_code == 400 and url is not None
        assert httpx.get(url[0]).headers["content-type"] == "video/mp4"
    with emulated(clock) as http:
        path = started(http, "[[bucket]]")
        clock.tick(10)
        assert http.get(f"{path}/content").status_code == 200


def test_a_page_or_no_url_in_place_of_the_clip(clock: Any) -> None:
    """By markers in the prompt."""
    with emulated(clock) as http:
        path = started(http, "[[page]] [[nourl]]")
        clock.tick(10)
        response = http.get(f"{path}/content")
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_json_text_in_a_form_is_checked(clock: Any) -> None:
    """Text that is JSON is accepted; other text and bracketed names are refused."""
    create = Create(encodings=("multipart", "json"), json_text=("lora",))
    with emulated(clock, create=create) as http:

        def status(**fields: str) -> int:
            parts = {name: (None, value) for name, value in {"prompt": "a boat", **fields}.items()}
            return http.post("/videos", files=parts).status_code

        assert status(lora='{"name": "x"}') == 200
        assert status(lora="x") == 400
        assert status(**{"lora[name]": "x"}) == 400
        assert http.post("/videos", json={"prompt": "a boat", "lora": {"name": "x"}}).status_code == 200


def test_an_error_message_is_at_the_pointer_that_its_schema_declares(clock: Any) -> None:
    """One provider can have several error bodies."""
    text = {"type": "string"}
    flat = {
        "type": "object",
        "required": ["message", "data"],
        "properties": {"message": text, "data": {"type": "null"}},
    }
    listed = {"type": "array", "items": {"type": "object", "required": ["msg", "loc"], "properties": {"msg": text}}}
    invalid = {"type": "object", "required": ["detail"], "properties": {"detail": listed}}
    document = copy.deepcopy(DOCUMENT)
    for method, status, schema in (("get", "404", flat), ("delete", "404", invalid)):
        responses = document["paths"]["/videos/{video_id}"][method]["responses"]
        responses[status] = {"description": "", "content": {"application/json": {"schema": schema}}}
    errors = ErrorFields(message=("/message", "/detail", "/detail/0/msg", "/error/message"))
    with emulated(clock, document, errors=errors) as http:
        flat_answer, invalid_answer = http.get("/videos/nobody"), http.delete("/videos/nobody")
    assert set(flat_answer.json()) == {"message", "data"}
    (item,) = invalid_answer.json()["detail"]
    assert "nobody" in item["msg"]


def further_clips() -> list[Any]:
    """Return the operations of all providers that have no role and whose response is a clip."""
    cases = []
    for provider in sorted(PROVIDERS):
        dialect, document = read_document(provider)
        cases += [
            pytest.param(provider, route.operation.path, id=f"{provider} {route.operation.path}")
            for route in read_routes(document, dialect, "")
            if route.operation.role is None and any(name.startswith("video/") for name in route.success_media_types)
        ]
    return cases


@pytest.mark.parametrize(("provider", "path"), further_clips())
def test_a_response_can_be_the_clip(clock: Any, provider: str, path: str) -> None:
    """For operations that render before they respond."""
    parts = {name: (None, str(value)) for name, value in {"prompt": "a boat", **create_arguments(provider)}.items()}
    with serve(provider, clock=clock) as served:
        response = httpx.post(f"http://127.0.0.1:{served.port}{path}", files=parts, headers=KEY)
    with av.open(io.BytesIO(response.content)) as clip:
        assert (clip.streams.video[0].width, clip.streams.video[0].height) == (1280, 720)


@pytest.mark.parametrize("source", ["endpoint", "either", "url"])
def test_a_url_that_needs_the_key_is_the_address_of_the_operation(source: str, tmp_path: Path) -> None:
    """OpenRouter's `polling_url` and `unsigned_urls` work with the key; a client finds the clip at either place."""
    dialect = load_dialect("openrouter")
    dialect = evolve(dialect, content=evolve(dialect.content, source=source))
    with (
        virtual_time() as clock,
        serve("openrouter", clock=clock.time, render_seconds=5.0) as served,
        VideoClient(dialect, base_url=served.base_url, api_key=served.api_key) as client,
    ):
        job = client.create("a boat", model="some/model", seconds=4, size="16:9")
        assert "unsigned_urls" not in client.retrieve(job).raw
        done = client.wait(job)
        root = served.base_url.removesuffix("/api/v1")
        key = {"authorization": f"Bearer {served.api_key}"}
        urls = [root + done.raw["polling_url"], done.raw["unsigned_urls"][0]]
        with_key, without = ([httpx.get(url, headers=headers) for url in urls] for headers in (key, {}))
        assert client.download(done, tmp_path / "clip.mp4").bytes == len(with_key[1].content) > 1000
    assert (with_key[0].json()["id"], with_key[1].headers["content-type"]) == (job.id, "video/mp4")
    assert [response.status_code for response in without] == [401, 401]
    assert urls[1] == f"{served.base_url}/videos/{job.id}/content"
    assert len(served.media_requests) == 0


@pytest.mark.parametrize("body", [{"size": "640x480"}, {"seconds": "7"}, {"size": "auto"}, {"": "640"}])
def test_a_field_that_the_document_lacks_is_ignored(clock: Any, body: dict[str, Any]) -> None:
    """The operation's own schema decides: a remix has no size, and no provider has a field without a name."""
    with (
        serve("openai", clock=clock) as served,
        httpx.Client(base_url=served.base_url, headers=KEY) as http,
    ):
        started_job = http.post("/videos", json={"prompt": "a boat"}).json()
        if "" in body:
            assert http.post("/videos", json={"prompt": "a boat", **body}).json()["size"] == started_job["size"]
        remixed = http.post(f"/videos/{started_job['id']}/remix", json={"prompt": "a red boat", **body}).json()
    assert (remixed["size"], remixed["seconds"]) == (started_job["size"], started_job["seconds"])
