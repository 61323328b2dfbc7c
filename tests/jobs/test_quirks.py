"""What further providers do differently, member by member of the vocabulary."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from tests.jobs.conftest import Either
from tests.jobs.stub_server import CLIP, DIALECT, StubResponse, StubServer, dialect, job
from videojobs import ApiError, ContentNotReady, DecodeError, InvalidRequest, JobStatus, NotFound, ServerError
from videojobs.dialect import Content, Create, ErrorFields, Ids, IdSpelling, Quirks, Reference
from videojobs.testing import virtual_time

BROKEN = job("failed", error={"code": 500, "message": "out of memory"}, completed_at=1773297000)
BY_ERROR = dialect(quirks=Quirks(failed_job_is_http_error=True))
SPELLED = dialect(ids=Ids(spelling=IdSpelling(prefix="video_", text="by:{provider};route:{route};id:{id}")))
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_a_failed_job_may_come_as_an_error(call: Either, status: int) -> None:
    """Once, and it is the job; a wait ends with it."""
    call.dialect = BY_ERROR
    call.server.respond_with(StubResponse.json(job("in_progress")), StubResponse.json(BROKEN, status))
    with virtual_time():
        result = call("wait", "video_1")
    assert (result.status, result.error.code, result.error.message) == (JobStatus.FAILED, "500", "out of memory")
    call.server.respond_with(StubResponse.json(BROKEN, status))
    assert call("retrieve", "video_1") == result
    assert len(call.server.requests) == 1


@pytest.mark.parametrize(
    ("changed", "body"),
    [(BY_ERROR, {**BROKEN, "id": "video_2"}), (BY_ERROR, {"id": "video_1"}), (BY_ERROR, []), (DIALECT, BROKEN)],
    ids=["another job", "no status", "no job", "not known to do so"],
)
def test_any_other_error_stays_one(call: Either, changed: Any, body: Any) -> None:
    """It must be the requested job, with a status, from a provider with this quirk."""
    call.dialect = changed
    call.server.respond_with(StubResponse.json(body, 500))
    with virtual_time(), pytest.raises(ServerError):
        call("retrieve", "video_1")
    assert len(call.server.requests) == 4


def test_an_unknown_job_may_have_another_status(call: Either) -> None:
    """With its code only, where that status has other meanings too; only for requests about a job."""
    call.dialect = dialect(errors=ErrorFields(code=("/code",), not_found_status=400, not_found_codes=("no_task",)))
    call.server.respond_with(StubResponse.json({"code": "no_task", "message": "gone"}, 400))
    with pytest.raises(NotFound):
        call("retrieve", "video_1")
    with pytest.raises(ApiError) as caught:
        call("create", "a boat")
    assert not isinstance(caught.value, NotFound)
    call.server.respond_with(StubResponse.json({"code": "bad", "message": "no"}, 400))
    with pytest.raises(ApiError) as caught:
        call("retrieve", "video_1")
    assert not isinstance(caught.value, NotFound)


def test_a_wait_survives_a_server_that_does_not_know_the_job_yet(call: Either) -> None:
    """Also where that is changed by another status."""
    call.dialect = dialect(errors=ErrorFields(not_found_status=422))
    call.server.respond_with(
        StubResponse.json({}, 422), StubResponse.json({}, 422), StubResponse.json(job("completed"))
    )
    with virtual_time():
        assert call("wait", "video_1").is_completed


def test_a_refusal_may_tell_where_the_clip_is(call: Either, other: StubServer, path: Path) -> None:
    """It is fetched from there, without the key; a job that is not finished has no clip yet all the same."""
    call.dialect = dialect(content=Content(url_in_error=True))
    moved = StubResponse.json({"detail": f"The clip was moved. Use {other.url}/clip.mp4."}, 400)
    call.server.respond_with(moved, StubResponse.json(job("completed")))
    other.respond_with(StubResponse(200, CLIP, {"Content-Type": "video/mp4"}))
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP
    assert [(request.target, "authorization" in request.headers) for request in other.requests] == [
        ("/clip.mp4", False)
    ]
    call.server.respond_with(moved, StubResponse.json(job("in_progress")))
    with virtual_time(), pytest.raises(ContentNotReady):
        call("download", "video_1", path.with_name("other.mp4"))


def test_a_url_in_a_refusal_is_not_followed_without_the_quirk(call: Either, path: Path) -> None:
    """A link to the manual is no clip."""
    call.server.respond_with(
        StubResponse.json({"detail": "See https://example.com/clip.mp4"}, 400), StubResponse.json(job("completed"))
    )
    with virtual_time(), pytest.raises(ApiError, match="See https"):
        call("download", "video_1", path)


WAYS = (
    Reference(field="input_reference", forms=("file",), encodings=("multipart",)),
    Reference(field="link", forms=("url",), encodings=("json",), write="text"),
    Reference(field="named", forms=("file_id",), write="json"),
)


def ways(*references: Reference, encodings: tuple[Any, ...] = ("json", "multipart")) -> Any:
    """Return a dialect that takes references in these ways."""
    return dialect(create=Create(encodings=encodings, references=references))


@pytest.mark.parametrize(
    ("reference", "sent"),
    [
        ("https://a.example/b.png", {"link": "https://a.example/b.png"}),
        ({"image_url": "https://a.example/b.png"}, {"link": "https://a.example/b.png"}),
        ("file-abc123", {"named": '{"file_id": "file-abc123"}'}),
        ({"file_id": "file-abc123", "kind": "start"}, {"named": '{"file_id": "file-abc123", "kind": "start"}'}),
    ],
)
def test_each_form_has_its_field_and_writing(call: Either, reference: object, sent: dict[str, str]) -> None:
    """The encoding follows from the body field that takes the reference."""
    call.dialect = ways(*WAYS)
    call.server.respond_with(StubResponse.json(job()))
    call("create", "a boat", input_reference=reference)
    assert json.loads(call.server.requests[0].body) == {"prompt": "a boat", **sent}


def test_a_file_goes_where_files_go(call: Either) -> None:
    """As a part of a form, though JSON is preferred otherwise; a data URL becomes one."""
    call.dialect = ways(*WAYS)
    call.server.respond_with(StubResponse.json(job()))
    for reference in (PNG, "data:image/png;base64,iVBORw0KGgo="):
        call("create", "a boat", input_reference=reference)
    for request in call.server.requests:
        assert b'name="input_reference"; filename=' in request.body and PNG in request.body


def test_an_image_may_have_to_be_bare_base64(call: Either) -> None:
    """Of a file as of a data URL, however that one was written."""
    call.dialect = ways(Reference(field="image", forms=("data_url",), write="base64"), encodings=("json",))
    call.server.respond_with(StubResponse.json(job()))
    for reference in (PNG, "data:image/png;base64,iVBORw0KGgo=", {"image_url": "data:,%89PNG%0D%0A%1A%0A"}):
        call("create", "a boat", input_reference=reference)
    assert {json.loads(request.body)["image"] for request in call.server.requests} == {"iVBORw0KGgo="}


def test_what_no_way_takes_is_refused(call: Either) -> None:
    """The message lists the supported forms; nothing is sent."""
    call.dialect = ways(*WAYS[:1])
    for reference in ("https://a.example/b.png", {"image_url": "https://a.example/b.png"}, {"file_id": "file-abc123"}):
        with pytest.raises(InvalidRequest, match="takes a file"):
            call("create", "a boat", input_reference=reference)
    assert call.server.requests == []


def test_a_reference_that_is_no_json_is_refused(call: Either) -> None:
    """Where it would have to become a text."""
    call.dialect = ways(*WAYS[2:])
    with pytest.raises(InvalidRequest, match="cannot be written as JSON"):
        call("create", "a boat", input_reference={"file_id": "file-abc123", "more": b"bytes"})
    assert call.server.requests == []


def test_some_fields_of_a_form_are_json_text(call: Either) -> None:
    """Objects and lists only; text counts as JSON already, and JSON bodies carry the object itself."""
    create = Create(encodings=("multipart",), json_text=("lora", "more"))
    call.dialect = dialect(create=create)
    call.server.respond_with(StubResponse.json(job()))
    extra = {"lora": {"name": "b\u00f6"}, "more": '{"a": 1}', "plain": {"b": 2}}
    call("create", "a boat", extra=extra)
    body = call.server.requests[0].body.decode()
    assert '{"name": "b\u00f6"}' in body and '{"a": 1}' in body and 'name="plain[b]"' in body
    call.dialect = dialect(create=evolve(create, encodings=("json",)))
    call("create", "a boat", extra=extra)
    assert json.loads(call.server.requests[1].body)["lora"] == {"name": "b\u00f6"}


def _spelled(text: str) -> str:
    return "video_" + base64.b64encode(text.encode()).decode()


def test_a_long_id_is_compared_in_linear_time(call: Either) -> None:
    """A server may send any id: one that nearly has the spelling of the provider must not hold up a poll for hours."""
    call.dialect = SPELLED
    hostile = _spelled("by:" + ";route:" * 500_000)
    call.server.respond_with(StubResponse.json({**job("completed"), "id": hostile}))
    with pytest.raises(DecodeError, match="received job"):
        call("retrieve", "video_1")


@pytest.mark.parametrize(
    ("requested", "received", "is_same"),
    [
        ("by:a;route:;id:1", "by:a;route:m;id:1", True),
        ("by:a;route:m;id:1;id:2", "by:a;route:n;id:1;id:2", True),  # the id holds the text before a placeholder
        ("by:;route:;id:", "by:;route:x;id:", True),
        ("by:a;route:m;id:1", "by:a;route:m;id:2", False),
        ("by:a;route:m;id:1", "by:b;route:m;id:1", False),
        ("by:a;route:m;id:1", "by:a;id:1", False),
        ("by:a;route:m;id:1", "at:a;route:m;id:1", False),
    ],
)
def test_the_route_of_an_id_does_not_count(call: Either, requested: str, received: str, is_same: bool) -> None:
    """All other parts of an id do."""
    call.dialect = SPELLED
    call.server.respond_with(StubResponse.json({**job("completed"), "id": _spelled(received)}))
    if is_same:
        assert call("retrieve", _spelled(requested)).id == _spelled(requested)
        return
    with pytest.raises(DecodeError, match="received job"):
        call("retrieve", _spelled(requested))
