"""Bodies, content and identifiers on the wire, against a document in OpenAI's format (3.1, both encodings)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import av
import httpx
import pytest
from attrs import evolve

from tests.emulator.format import DIALECT, DOCUMENT
from videojobs.emulator import Plan, Served, serve

KEY = {"authorization": "Bearer emulator-key"}


@pytest.fixture
def served(clock) -> Iterator[Served]:
    """The provider of the format, on real sockets; a job takes ten seconds of its clock."""
    with serve(dialect=DIALECT, document=DOCUMENT, clock=clock, render_seconds=10) as emulator:
        yield emulator


@pytest.fixture
def client(served) -> Iterator[httpx.Client]:
    """A client that has the key."""
    with httpx.Client(base_url=served.base_url, headers=KEY) as http:
        yield http


def test_base_url_ends_like_that_of_the_provider(served):
    """Users append /videos to the base URL that they would give for the provider itself."""
    assert served.base_url == f"http://127.0.0.1:{served.port}/v1"


def test_create_takes_json(client, served):
    """Values keep their types; the response repeats the request."""
    response = client.post("/videos", json={"prompt": "a boat", "seconds": "8", "size": "1280x720", "model": "m"})
    assert response.status_code == 200
    job = response.json()
    assert job.pop("id").startswith("video_")
    assert job == {
        "object": "video",
        "model": "m",
        "status": "queued",
        "progress": 0,
        "created_at": 1_800_000_000,
        "completed_at": None,
        "prompt": "a boat",
        "size": "1280x720",
        "seconds": "8",
        "remixed_from_video_id": None,
        "error": None,
    }


FORMS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "text only": ({"prompt": (None, "a boat")}, {"prompt": "a boat"}),
    "a file": (
        {"prompt": (None, "a boat"), "input_reference": ("ref.png", b"png", "image/png")},
        {"prompt": "a boat", "input_reference": "<file ref.png image/png 3 bytes>"},
    ),
    "brackets": (
        {"prompt": (None, "a boat"), "input_reference[image_url]": (None, "https://a.example/b.png")},
        {"prompt": "a boat", "input_reference": {"image_url": "https://a.example/b.png"}},
    ),
    "unknown nested names": (
        {"prompt": (None, "a boat"), "nested[a][]": (None, "1"), "nested[b][0][c]": (None, "2")},
        {"prompt": "a boat", "nested": {"a": ["1"], "b": [{"c": "2"}]}},
    ),
    "unbalanced brackets": ({"prompt": (None, "a boat"), "a[b": (None, "1")}, {"prompt": "a boat", "a[b": "1"}),
    "line ends": ({"prompt": (None, '\u65e5\u672c "q"\r\n--x')}, {"prompt": '\u65e5\u672c "q"\r\n--x'}),
}


@pytest.mark.parametrize(("parts", "body"), FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("chunked", [False, True])
def test_create_takes_multipart(client, served, parts, body, chunked):
    """With and without Content-Length; bracketed names are members and items, files are files."""
    request = client.build_request("POST", "/videos", files=parts)
    if chunked:
        content = request.read()
        headers = {"content-type": request.headers["content-type"]}
        response = client.post(
            "/videos", content=(content[i : i + 7] for i in range(0, len(content), 7)), headers=headers
        )
    else:
        response = client.send(request)
    assert response.status_code == 200, response.text
    assert served.requests[-1].body == body
    assert ("content-length" in served.requests[-1].headers) is not chunked


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "prompt"),
    "no prompt": ({"files": {"model": (None, "m")}}, "prompt"),
    "empty prompt": ({"json": {"prompt": ""}}, "prompt"),
    "unknown length": ({"json": {"prompt": "a", "seconds": "99"}}, "seconds"),
    "number for text": ({"json": {"prompt": "a", "seconds": 4}}, "seconds"),
    "text for a file": ({"files": {"prompt": (None, "a"), "input_reference": (None, "x")}}, "input_reference"),
    "file for text": ({"files": {"prompt": ("a.txt", b"a")}}, "prompt"),
    "text for an object": ({"json": {"prompt": "a", "input_reference": "x"}}, "input_reference"),
    "wrong member": ({"json": {"prompt": "a", "input_reference": {"file_id": 1}}}, "input_reference.file_id"),
    "size 0": ({"json": {"prompt": "a", "size": "0x0"}}, "size"),
}


@pytest.mark.parametrize(("sent", "field"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_create_is_refused_and_starts_nothing(client, sent, field):
    """400 in the envelope of the format, whose param and message name the field; no job is there afterwards."""
    response = client.post("/videos", **sent)
    error = response.json()["error"]
    assert (response.status_code, error["type"], error["param"]) == (400, "invalid_request_error", field)
    assert field in error["message"]
    assert client.get("/videos").json()["data"] == []


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/x-www-form-urlencoded", b"prompt=a"),
        ("text/plain", b"a boat"),
        ("", b"a boat"),
    ],
)
def test_an_undocumented_media_type_is_415(client, content_type, content):
    """The message names the documented media types."""
    response = client.post("/videos", content=content, headers={"content-type": content_type})
    assert response.status_code == 415
    assert "multipart/form-data" in response.json()["error"]["message"]


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=x"])
def test_a_broken_form_is_refused(client, content_type):
    """Neither a missing boundary nor a body that does not keep to it is the server's fault."""
    response = client.post("/videos", content=b"--y\r\nfoo", headers={"content-type": content_type})
    assert response.status_code == 400


def test_a_large_upload_without_the_key_gets_a_response(served):
    """The 401 arrives although the body is not used, and the connection stays open."""
    with httpx.Client(base_url=served.base_url) as http:
        for _ in range(2):
            response = http.post("/videos", files={"input_reference": ("a.bin", bytes(5_000_000))})
            assert (response.status_code, response.json()["error"]["code"]) == (401, "missing_api_key")
            assert response.headers["www-authenticate"] == "Bearer"


def test_any_accept_header_is_ignored(client):
    """The official SDK asks for application/binary; a server with content negotiation would respond with 406."""
    assert client.get("/videos", headers={"accept": "application/binary"}).status_code == 200


def test_a_lone_surrogate_comes_back(client):
    """A lone surrogate in a prompt neither crashes the emulator nor changes."""
    response = client.post("/videos", content=rb'{"prompt": "\ud800"}', headers={"content-type": "application/json"})
    assert response.json()["prompt"] == "\ud800"


def completed(served: Served, clock: Any, **body: Any) -> str:
    """Start a job, let it finish, and return its id."""
    job = served.app.add_job("a boat", **body)
    clock.tick(11)
    return job.id


@pytest.mark.parametrize(
    ("size", "seconds"), [("1280x720", 4), ("720x1280", "8"), ("64x48", 0.5), ("721x481", 3.4), ("16:9", 1)]
)
def test_the_clip_has_the_requested_size_and_length(client, served, clock, size, seconds):
    """A real MP4 with its index in front, every frame of the size, the length within a tenth of a second."""
    response = client.get(f"/videos/{completed(served, clock, size=size, seconds=seconds)}/content")
    assert response.headers["content-type"] == "video/mp4"
    content = response.content
    assert 0 < content.index(b"ftyp") < content.index(b"moov") < content.index(b"mdat")
    expected = (1280, 720) if size == "16:9" else tuple(int(side) for side in size.split("x"))
    with av.open(io.BytesIO(content)) as clip:
        assert {(frame.width, frame.height) for frame in clip.decode(video=0)} == {expected}
        assert clip.duration / av.time_base == pytest.approx(float(seconds), abs=0.1)


def test_the_content_is_not_there_before_the_end(client, served, clock):
    """An error envelope while it renders, and for good when it failed."""
    running = served.app.add_job("a boat").id
    failing = served.app.add_job("[[fail]]").id
    clock.tick(6)
    codes = [client.get(f"/videos/{job}/content").json()["error"]["code"] for job in (running, failing)]
    assert codes == ["video_not_ready", "video_failed"]
    assert client.get(f"/videos/{running}/content").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-9", 206, 0, 9),
        ("bytes=100-", 206, 100, -1),
        ("bytes=-100", 206, -100, -1),
        ("bytes=5-9999999", 206, 5, -1),
        ("bytes=-9999999", 206, 0, -1),
        ("bytes=9-5", 200, 0, -1),
        ("bytes=0-1,4-5", 200, 0, -1),
        ("bytes=-", 200, 0, -1),
        ("lines=1-2", 200, 0, -1),
    ],
)
def test_ranges(client, served, clock, asked, status, first, last):
    """One range is a 206 with its position; a range that cannot be parsed is ignored."""
    url = f"/videos/{completed(served, clock, size='64x48')}/content"
    whole = client.get(url).content
    response = client.get(url, headers={"range": asked})
    size = len(whole)
    first, last = first % size, last % size
    assert (response.status_code, response.content) == (status, whole[first : last + 1])
    assert response.headers["content-length"] == str(len(response.content))
    assert response.headers["accept-ranges"] == "bytes"
    if status == 206:
        assert response.headers["content-range"] == f"bytes {first}-{last}/{size}"


def test_a_range_behind_the_end_is_416(client, served, clock):
    """The response has the length of the clip."""
    url = f"/videos/{completed(served, clock, size='64x48')}/content"
    response = client.get(url, headers={"range": "bytes=9999999-"})
    assert (response.status_code, response.content) == (416, b"")
    assert response.headers["content-range"] == f"bytes */{len(client.get(url).content)}"


def test_if_range_guards_against_another_clip(client, served, clock):
    """The same ETag continues; another one starts over."""
    url = f"/videos/{completed(served, clock, size='64x48')}/content"
    tag = client.get(url).headers["etag"]
    for sent, status in ((tag, 206), ('"other"', 200)):
        assert client.get(url, headers={"range": "bytes=9-", "if-range": sent}).status_code == status


@pytest.mark.parametrize(("variant", "magic"), [("thumbnail", b"WEBP"), ("spritesheet", b"WEBP"), ("video", b"ftyp")])
def test_variants_are_real_files_of_the_documented_type(client, served, clock, variant, magic):
    """Previews are pictures in the image type that the document names."""
    response = client.get(f"/videos/{completed(served, clock)}/content", params={"variant": variant})
    assert magic in response.content[:12]
    assert response.headers["content-type"] == ("video/mp4" if variant == "video" else "image/webp")


def test_an_undocumented_variant_is_refused(client, served, clock):
    """The message lists the variants."""
    response = client.get(f"/videos/{completed(served, clock)}/content", params={"variant": "audio"})
    assert (response.status_code, response.json()["error"]["param"]) == (400, "variant")


def test_pages(client, served):
    """limit, order and after, with the cursors that the schema asks for; limit=0 is an empty last page."""
    ids = [served.app.add_job("a boat").id for _ in range(5)]
    first = client.get("/videos", params={"limit": 2, "order": "asc"}).json()
    assert first == {
        "object": "list",
        "data": first["data"],
        "first_id": ids[0],
        "last_id": ids[1],
        "has_more": True,
    }
    rest = client.get("/videos", params={"limit": 9, "order": "asc", "after": ids[1]}).json()
    assert ([job["id"] for job in rest["data"]], rest["has_more"]) == (ids[2:], False)
    assert [job["id"] for job in client.get("/videos").json()["data"]] == ids[::-1]
    empty = client.get("/videos", params={"limit": 0}).json()
    assert empty == {"object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False}
    assert client.get("/videos", params={"after": "nobody"}).json() == empty
    for wrong in ({"limit": "101"}, {"limit": "abc"}, {"order": "up"}):
        assert client.get("/videos", params=wrong).status_code == 400


def test_delete_remix_edit_and_extend(client, served, clock):
    """Each starts from its source: the remix names it, the extension is as long as both together."""
    source = completed(served, clock, seconds="8", size="1280x720", model="m")
    remix = client.post(f"/videos/{source}/remix", json={"prompt": "b"}).json()
    assert (remix["remixed_from_video_id"], remix["seconds"], remix["size"]) == (source, "8", "1280x720")
    edit = client.post("/videos/edits", files={"prompt": (None, "b"), "video[id]": (None, source)}).json()
    assert (edit["size"], edit["model"], edit["prompt"]) == ("1280x720", "m", "b")
    upload = client.post("/videos/edits", files={"prompt": (None, "b"), "video": ("v.mp4", b"x", "video/mp4")})
    assert upload.json()["size"] == "720x1280"
    longer = client.post("/videos/extensions", json={"prompt": "b", "seconds": "4", "video": {"id": source}}).json()
    assert longer["seconds"] == "12"
    deletion = client.request("DELETE", f"/videos/{source}", headers={"content-type": "application/json"})
    assert deletion.json() == {"object": "video.deleted", "deleted": True, "id": source}
    for response in (
        client.get(f"/videos/{source}"),
        client.delete(f"/videos/{source}"),
        client.post(f"/videos/{source}/remix", json={"prompt": "b"}),
        client.post("/videos/edits", json={"prompt": "b", "video": {"id": source}}),
    ):
        assert (response.status_code, response.json()["error"]["code"]) == (404, "video_not_found")


def test_characters(client):
    """A character is kept under its id, with the name it was given."""
    created = client.post("/videos/characters", files={"name": (None, "Bo"), "video": ("v.mp4", b"x")}).json()
    assert created == {"id": created["id"], "name": "Bo", "created_at": 1_800_000_000}
    assert client.get(f"/videos/characters/{created['id']}").json() == created
    assert client.get("/videos/characters/nobody").status_code == 404


@pytest.mark.parametrize("job_id", ["a b/c?d", "video_YTov+/==", "..%2f", "\u65e5\u672c"])
def test_ids_arrive_percent_encoded(client, served, clock, job_id):
    """An id may hold anything; a slash in it is not a step in the path."""
    from urllib.parse import quote

    completed(served, clock, id=job_id)
    url = f"/videos/{quote(job_id, safe='')}"
    assert client.get(url).json()["id"] == job_id
    assert client.get(f"{url}/content").status_code == 200


def test_a_plan_may_come_from_the_test(clock):
    """Instead of markers, a function of the body plans each job."""

    def plan(body: Any) -> Plan:
        return Plan(fail="quota", render_seconds=2) if body["prompt"] == "doomed" else Plan()

    with (
        serve(dialect=DIALECT, document=DOCUMENT, clock=clock, plan=plan, new_id=iter(["a", "b"]).__next__) as served,
        httpx.Client(base_url=served.base_url, headers=KEY) as http,
    ):
        for prompt in ("doomed", "[[fail]]"):
            http.post("/videos", json={"prompt": prompt})
        clock.tick(1)
        assert http.get("/videos/a").json()["error"]["code"] == "quota"
        assert http.get("/videos/b").json()["status"] == "in_progress"


def test_no_key_is_needed_with_the_scheme_none(clock):
    """Accepted without a credential and with the key; a wrong key is refused."""
    from videojobs.dialect import Auth

    optional_key = evolve(DIALECT, auth=(Auth(scheme="bearer"), Auth(scheme="none")))
    with serve(dialect=optional_key, document=DOCUMENT, clock=clock) as served:
        url = f"{served.base_url}/videos"
        assert httpx.get(url).status_code == 200
        assert httpx.get(url, headers=KEY).status_code == 200
        assert httpx.get(url, headers={"authorization": "Bearer wrong"}).status_code == 401


def test_the_document_may_have_the_base_path_in_its_paths(clock):
    """Paths that begin with /v1 are served once under /v1, with and without /v1 in the base URL."""
    paths = {f"/v1{path}": item for path, item in DOCUMENT["paths"].items()}
    document = {**DOCUMENT, "paths": paths, "servers": []}
    operations = {role: evolve(item, path=f"/v1{item.path}") for role, item in DIALECT.operations.items()}
    for base_url, given in ((None, ""), ("https://api.example/v1", "/v1")):
        dialect = evolve(DIALECT, base_url=base_url, base_path="/v1", operations=operations)
        with serve(dialect=dialect, document=document, clock=clock) as served:
            assert served.base_url == f"http://127.0.0.1:{served.port}{given}"
            assert httpx.get(f"http://127.0.0.1:{served.port}/v1/videos", headers=KEY).status_code == 200


def test_the_error_of_a_failed_job_is_an_object_of_code_and_message(client, served, clock):
    """As the schema has it; null before the failure."""
    job = served.app.add_job("[[fail:moderation_blocked]]")
    assert client.get(f"/videos/{job.id}").json()["error"] is None
    clock.tick(5)
    failed = client.get(f"/videos/{job.id}").json()
    assert (failed["status"], failed["completed_at"]) == ("failed", None)
    assert failed["error"]["code"] == "moderation_blocked"
    assert json.dumps(failed["error"]["message"]) != "null"
